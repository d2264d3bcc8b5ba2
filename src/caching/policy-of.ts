// From the options of a scenario to the policy of its cache.
import type { z } from 'zod'
import { milliseconds } from '../core/duration.ts'
import { MANNERS } from './dialects.ts'
import type { options, staleness, statusHeader } from './options.ts'
import type { Policy } from './policy.ts'
import type { StatusStyle } from './status.ts'

export function policyOf(o: z.output<typeof options>): Policy {
  const own = MANNERS[o.like]
  const stale = (rule: z.output<typeof staleness> | undefined, otherwise: number | false | undefined) =>
    rule === undefined ? otherwise : rule === 'respect' ? undefined : rule === 'ignore' ? false : milliseconds(rule)
  const lower = (list: readonly string[]) => new Set(list.map((name) => name.toLowerCase()))
  const time = (given: string | number | undefined) => (given === undefined ? undefined : milliseconds(given))
  return {
    methods: new Set(o.methods),
    extensions: o.extensions && lower(o.extensions),
    key: {
      ...o.key,
      query: Array.isArray(o.key.query) ? new Set(o.key.query) : o.key.query,
      cookies: Array.isArray(o.key.cookies) ? new Set(o.key.cookies) : o.key.cookies,
    },
    read: own.read,
    sources: o.sources ?? own.sources,
    ignoredFields: lower(o['ignore-fields']),
    passedOver: lower(o['ignore-directives']),
    override: o.override === '' ? undefined : o.override,
    ttl: {
      fallback: time(o.ttl.default),
      statuses: new Map(
        Object.entries(o.ttl.status).map(([key, value]) => [key === 'any' ? 'any' : Number(key), milliseconds(value)]),
      ),
      min: milliseconds(o.ttl.min),
      max: time(o.ttl.max) ?? Number.POSITIVE_INFINITY,
      fixed: o.ttl.fixed === 'off' ? undefined : milliseconds(o.ttl.fixed),
      forces: o.ttl.force ?? own.forces,
      single: own.single,
      heuristic: o.ttl.heuristic ?? own.heuristic,
    },
    vary: {
      ...own.vary,
      respect: o.vary.respect,
      except: lower(o.vary.except ?? own.vary.except),
      deny: lower(o.vary.deny),
    },
    authorization: o.authorization ?? own.authorization,
    cookies: o.cookies,
    emptyCounts: own.emptyCounts,
    setCookie: o['set-cookie'],
    requestDirectives: o['request-directives'] ? o['request-directives'] === 'respect' : own.requestDirectives,
    stale: {
      whileRevalidate: stale(o.stale['while-revalidate'], own.stale.whileRevalidate),
      ifError: stale(o.stale['if-error'], own.stale.ifError),
      statuses: own.stale.statuses,
      on: new Set(o.stale['instead-of']),
      always: o.stale['instead-of'].length > 0,
    },
    revalidate: o.revalidate ?? own.revalidate,
    storesStale: own.storesStale,
    errorsSpare: own.errorsSpare,
    keep: time(o.keep) ?? own.keep,
    fetch: own.fetch,
    upgrades: own.upgrades,
    ranges: o.ranges ?? own.ranges,
    conditions: own.conditions,
    joined: own.joined,
    unaskedRange: own.unaskedRange,
    parts: o.parts,
    posts: o.posts,
    earlyIsAnswer: own.earlyIsAnswer,
    update: own.update,
    collapse: o.collapse === true ? 5000 : o.collapse === false ? false : milliseconds(o.collapse),
    hitForMiss: milliseconds(o['hit-for-miss']),
    age: o.age ?? own.age,
    addDate: o['add-date'],
    invalidate: o.invalidate ?? own.invalidate,
    status: [o.status].flat().map(styleOf),
    headBuffer: o['head-buffer'],
    limits: o.limits,
  }
}

function styleOf(given: z.output<typeof statusHeader>): StatusStyle {
  if ('cache-status' in given) return { kind: 'cache-status', name: given['cache-status'] }
  return { kind: 'words', header: given.header, words: given.words as Extract<StatusStyle, { kind: 'words' }>['words'] }
}
