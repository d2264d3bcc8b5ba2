// A small language for what is shown: `cookie:sid* status:4xx -kind:static /login`. All words must hold; `-` before a word turns it
// round; several values with commas, any of which will do. It judges an exchange together with what happened to its cookies.
import { parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import { nearest } from '../core/did-you-mean.ts'
import type { CookieEvent, ExchangeEvent, FindingEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'
import { REQUEST_KINDS } from '../core/kind.ts'
import { nameMatcher } from '../core/name-globs.ts'
import { UserError } from '../core/user-error.ts'

/** One exchange and all that was told of it. */
export interface Told {
  readonly exchange: ExchangeEvent
  readonly moments: readonly CookieEvent[]
  readonly findings: readonly FindingEvent[]
}

export type Filter = (told: Told) => boolean

const MOMENTS =
  'kept refused deleted sent withheld missing unexpected stripped changed expired evicted learned confirmed disagreed'.split(
    ' ',
  )

const WORDS: Readonly<Record<string, (values: readonly string[]) => Filter>> = {
  cookie: (values) => {
    const named = nameMatcher(values)
    return (told) => cookieNames(told).some(named)
  },
  verdict: (values) => {
    checked('verdict', values, MOMENTS)
    return ({ moments }) => moments.some(({ moment }) => values.includes(moment))
  },
  reason: (values) => {
    const named = nameMatcher(values, true)
    return ({ moments }) => moments.some(({ reasons = [] }) => reasons.some(named))
  },
  status: (values) => {
    const ranges = values.map(statusRange)
    return ({ exchange: { browser, app } }) => {
      const seen = [browser.response?.status, app?.response?.status].filter((one) => one !== undefined)
      return ranges.some(([from, to]) => seen.some((status) => status >= from && status <= to))
    }
  },
  kind: (values) => {
    checked('kind', values, REQUEST_KINDS)
    return ({ exchange }) => values.includes(exchange.kind)
  },
  method: (values) => {
    const named = nameMatcher(values, true)
    return ({ exchange }) => named(exchange.browser.request.method)
  },
  path: (values) => {
    const named = nameMatcher(values)
    return ({ exchange }) => named(exchange.browser.request.target.replace(/\?.*$/s, ''))
  },
  host: (values) => {
    const named = nameMatcher(values, true)
    return ({ exchange }) => named(exchange.host) || named(exchange.host.replace(/:\d+$/, ''))
  },
  client: (values) => {
    const named = nameMatcher(values)
    // `2` is the second of whatever browser.
    return ({ exchange }) => named(exchange.client) || named(exchange.client.replace(/^.*-/, ''))
  },
  hop: (values) => {
    const named = nameMatcher(values)
    return ({ exchange }) =>
      exchange.changes.some(({ hop, step }) => named(hop) || named(step) || named(`${hop}/${step}`))
  },
  instance: (values) => {
    const named = nameMatcher(values)
    return ({ exchange }) => exchange.app !== undefined && named(exchange.app.instance)
  },
  finding: (values) => {
    const named = nameMatcher(values)
    return ({ findings }) => findings.some(({ id, level }) => named(id) || named(level))
  },
}

export const FILTER_WORDS = Object.keys(WORDS)

/** Throws UserError for what is no filter. An empty text lets everything through. */
export function parseFilter(text: string): Filter {
  const filters = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(wordFilter)
  return (told) => filters.every((filter) => filter(told))
}

function wordFilter(word: string): Filter {
  const turned = word.startsWith('-') && word.length > 1
  const plain = turned ? word.slice(1) : word
  const [, key, rest] = /^([a-z]+):(.*)$/is.exec(plain) ?? []
  const filter = key === undefined ? textFilter(plain) : valueFilter(key.toLowerCase(), rest ?? '')
  return turned ? (told) => !filter(told) : filter
}

/** A word without a key is looked for in the URL. */
function textFilter(text: string): Filter {
  const wanted = text.toLowerCase()
  return ({ exchange: { host, browser } }) => `${host}${browser.request.target}`.toLowerCase().includes(wanted)
}

function valueFilter(key: string, rest: string): Filter {
  const make = Object.hasOwn(WORDS, key) ? WORDS[key] : undefined
  if (!make) {
    const near = nearest(key, FILTER_WORDS)
    throw new UserError(`--filter: "${key}:" is not a word of the filter language`, {
      hint: near ? `Did you mean ${near}: ?` : `The words are ${FILTER_WORDS.join(', ')}.`,
    })
  }
  const values = rest.split(',').filter((value) => value !== '')
  if (values.length === 0)
    throw new UserError(`--filter: "${key}:" needs a value`, { hint: 'For example: cookie:sid* status:4xx' })
  return make(values)
}

function checked(key: string, values: readonly string[], known: readonly string[]): void {
  for (const value of values) {
    if (known.includes(value)) continue
    const near = nearest(value, known)
    throw new UserError(`--filter: "${value}" is no ${key}`, {
      hint: near ? `Did you mean ${near}?` : `One of ${known.join(', ')}.`,
    })
  }
}

/** `302`, `4xx`, `300-399`. */
function statusRange(text: string): [number, number] {
  const family = /^([1-5])xx$/i.exec(text)
  if (family) return [Number(family[1]) * 100, Number(family[1]) * 100 + 99]
  const [, from, to] = /^(\d{3})(?:-(\d{3}))?$/.exec(text) ?? []
  if (from === undefined)
    throw new UserError(`--filter: "${text}" is no status`, {
      hint: 'For example: status:302, status:4xx, status:300-399',
    })
  return [Number(from), Number(to ?? from)]
}

function cookieNames({ exchange: { browser, app }, moments }: Told): string[] {
  const asked = [browser.request, app?.request].flatMap((head) => (head ? getAll(head.headers, 'cookie') : []))
  const set = [browser.response, app?.response].flatMap((head) => (head ? getAll(head.headers, 'set-cookie') : []))
  return [
    ...asked.flatMap((line) => parseCookieHeader(line).map(({ name }) => name)),
    ...set.map((line) => parseSetCookie(line).name),
    ...moments.map(({ name }) => name),
  ]
}
