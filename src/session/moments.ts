// What happened to cookies in one exchange, as events: in words, with the browser's own term where it has one, and told once.

import { parseSetCookie } from '../core/cookies.ts'
import type { CookieEvent, Seen } from '../core/events.ts'
import type { Echo } from './echo.ts'
import type { Moment } from './hop-moments.ts'
import { hopMoments } from './hop-moments.ts'
import { registrableDomain } from './place.ts'
import { wordsFor } from './reasons.ts'
import type { Client } from './session.ts'
import type { StoredCookie } from './stored-cookie.ts'
import type { Sending, Verdict } from './verdict.ts'

const ONLY_LOCALHOST = 'only because this is localhost: over plain http elsewhere it'
/** What was told of a cookie's being sent: nothing, that it is, that it is only because of localhost. */
const [TOLD_SENT, TOLD_LOCALHOST] = [1, 2]

/** Other partitions' cookies, and requests without credentials, are everyday and no cause of anything. */
const SILENT = new Set(['OtherPartition', 'CredentialsOmitted'])
/** Images and scripts of a page go the page's way; its own request tells the story. */
const QUIET_KINDS = new Set(['static', 'prefetch'])

const NONE: readonly CookieEvent[] = []

export function requestMoments(seen: Seen, client: Client, sending: Sending, echo: Echo): readonly CookieEvent[] {
  const out: Moment[] = []
  for (const cookie of sending.expired)
    out.push({ moment: 'expired', ...idOf(cookie), text: 'its time was up; the browser dropped it' })
  for (const { cookie, before } of echo.learned) {
    const text = before
      ? 'came with another value than the last Set-Cookie gave it: a script, or another port of this host, set it'
      : 'came without having been set here: by a script, before the proxy started, or over another port of this host'
    out.push({ moment: 'learned', ...idOf(cookie), value: cookie.value, text })
  }
  for (const cookie of echo.sent) {
    const onlyHere = sending.localhostOnly.length > 0 && sending.localhostOnly.includes(cookie)
    const mark = onlyHere ? TOLD_LOCALHOST : TOLD_SENT
    if (cookie.told >= mark) continue
    cookie.told = mark
    const text = onlyHere ? `the browser sends it; ${ONLY_LOCALHOST} would not` : 'the browser sends it'
    out.push({ moment: 'sent', ...idOf(cookie), value: cookie.value, text })
  }
  for (const cookie of echo.missing) {
    out.push({
      moment: 'missing',
      ...idOf(cookie),
      text: 'was kept, and should have come: cleared by the user or by a script',
    })
  }
  for (const { cookie, reasons } of echo.unexpected) {
    out.push({
      moment: 'unexpected',
      ...idOf(cookie),
      reasons,
      text: `came although our rules say ${reasons.join(', ')}: please report this`,
    })
  }
  if (!QUIET_KINDS.has(seen.kind)) {
    for (const { cookie, reasons } of sending.withheld) {
      const told = reasons.filter((reason) => !SILENT.has(reason))
      if (told.length === 0 || cookie.learned || echo.unexpected.some((one) => one.cookie === cookie)) continue
      const key = `withheld ${keyOf(cookie)} ${told.join()} ${seen.scheme}://${seen.host}`
      if (client.told.has(key)) continue
      client.told.add(key)
      const { text, fix } = wordsFor(told[0]!, 'sending')
      const open = sending.unknown.includes(cookie) ? { unknown: true } : {}
      out.push({ moment: 'withheld', ...idOf(cookie), reasons: told, text, ...(fix ? { fix } : {}), ...open })
    }
  }
  if (out.length === 0) return NONE
  return out.map((moment) => stamp(seen, client, moment, seen.at))
}

export function answerMoments(seen: Seen, client: Client, verdicts: readonly Verdict[]): CookieEvent[] {
  const out = [...hopMoments(seen, client), ...verdicts.flatMap((verdict) => ofVerdict(verdict, client))]
  return out.map((moment) => stamp(seen, client, moment, seen.at + seen.headMs))
}

function stamp(seen: Seen, client: Client, moment: Moment, at: number): CookieEvent {
  return { type: 'cookie', at, exchange: seen.id, client: client.id, ...moment }
}

function idOf(cookie: StoredCookie): Pick<CookieEvent, 'name' | 'domain' | 'path' | 'partition'> {
  const { name, path, partitionKey, hostOnly, domain } = cookie
  return {
    name,
    path,
    domain: hostOnly ? domain : `.${domain}`,
    ...(partitionKey === '' ? {} : { partition: partitionKey }),
  }
}

function keyOf(cookie: StoredCookie): string {
  return [cookie.name, cookie.domain, cookie.hostOnly, cookie.path, cookie.partitionKey].join('|')
}

function ofVerdict(verdict: Verdict, client: Client): Moment[] {
  const { cookie, codes, effect, evicted, unknown } = verdict
  const open = unknown ? { unknown } : {}
  const gone = evicted.map(
    (one): Moment => ({ moment: 'evicted', ...idOf(one), text: 'the browser dropped it to make room for newer ones' }),
  )
  if (!verdict.kept || !cookie) {
    const id = cookie ? idOf(cookie) : { name: parseSetCookie(verdict.line).name }
    const { text, fix } = wordsFor(codes[0] ?? 'UnknownError', 'setting')
    const attributes = /;\s*(.*)$/s.exec(verdict.line)?.[1] ?? ''
    const said = attributes === '' ? '' : ` The line says ${attributes.slice(0, 300)}.`
    return [
      {
        moment: 'refused',
        ...id,
        ...(cookie ? { value: cookie.value } : {}),
        reasons: codes,
        text: text + said,
        ...(fix ? { fix } : {}),
        ...open,
      },
      ...gone,
    ]
  }
  if (effect === 'unchanged' || isRenewal(verdict)) return gone
  if (effect === 'deleted')
    return [{ moment: 'deleted', ...idOf(cookie), text: 'the browser deletes it', ...open }, ...gone]
  if (effect === 'nothing-deleted') return [...nothingDeleted(cookie, client), ...gone]
  return [
    {
      moment: 'kept',
      ...idOf(cookie),
      value: cookie.value,
      text: keptWords(verdict, cookie, client.jar.profile.laxByDefault),
      ...open,
    },
    ...gone,
  ]
}

/** The same cookie with a later end: what rolling sessions do with every answer. */
function isRenewal({ effect, before, cookie }: Verdict): boolean {
  if (effect !== 'replaced' || !before || !cookie) return false
  const { value, secure, httpOnly, sameSite } = before
  const lasts = (before.expires === null) === (cookie.expires === null)
  return (
    lasts &&
    value === cookie.value &&
    secure === cookie.secure &&
    httpOnly === cookie.httpOnly &&
    sameSite === cookie.sameSite
  )
}

/** Apps often delete what is not there; it matters only when a cookie of that name stays because domain or path differ. */
function nothingDeleted(cookie: StoredCookie, client: Client): Moment[] {
  const group = groupOf(cookie)
  const named = client.jar.stored(group).filter((one) => one.name === cookie.name)
  const stays = named.find(({ learned }) => !learned) ?? named[0]
  if (!stays) return []
  if (stays.learned) {
    // Where it was set is not known, so whether this names the same place is not either.
    const text =
      'perhaps this deletion matches nothing: a cookie of that name came, and nobody saw with which Domain and Path it was set'
    return [{ moment: 'refused', ...idOf(cookie), reasons: ['DeletionMatchesNothing'], text, unknown: true }]
  }
  const where = `${stays.hostOnly ? 'no Domain' : `Domain=${stays.domain}`} and Path=${stays.path}`
  const text = `this deletion matches nothing: the cookie that is there was set with ${where}, so it stays`
  const fix = 'Delete it with the same Domain and Path that it was set with.'
  return [{ moment: 'refused', ...idOf(cookie), reasons: ['DeletionMatchesNothing'], text, fix }]
}

function groupOf({ domain }: StoredCookie): string {
  return registrableDomain(domain) || domain
}

function keptWords(verdict: Verdict, cookie: StoredCookie, lax: boolean): string {
  const { effect, localhostOnly, capped, dateShift, tooLong } = verdict
  const traits = [
    cookie.secure ? 'Secure' : '',
    cookie.httpOnly ? 'HttpOnly' : '',
    cookie.sameSite ? `SameSite=${cookie.sameSite}` : lax ? 'no SameSite (Lax by default)' : 'no SameSite',
    cookie.expires === null
      ? 'until the browser closes'
      : `until ${new Date(cookie.expires).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ].filter((word) => word !== '')
  const notes = [
    localhostOnly ? `${ONLY_LOCALHOST} would refuse it` : '',
    capped ? 'its time is cut to 400 days' : '',
    Math.abs(dateShift) >= 60_000 ? `the Date header moves its end by ${Math.round(dateShift / 1000)} s` : '',
    ...tooLong.map((name) => `${name} is longer than 1024 bytes and ignored`),
  ].filter((note) => note !== '')
  return `the browser ${effect === 'created' ? 'keeps' : 'replaces'} it (${traits.join(', ')})${notes.length > 0 ? `; ${notes.join('; ')}` : ''}`
}
