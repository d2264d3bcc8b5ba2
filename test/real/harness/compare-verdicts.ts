// Our verdicts against the browser's own, cookie by cookie and line by line. `unknown` is what we said cannot be told from
// the headers, and cookies of scripts before they have come once; everything else must be right.
import { get, getAll } from '../../../src/core/headers.ts'
import { CROSSING } from '../../../src/session/due.ts'
import { OWN_CODES } from '../../../src/session/reasons.ts'
import { CROSS_SITE } from '../../../src/session/samesite.ts'
import type { Judged } from '../../../src/session/session.ts'
import type { StoredCookie } from '../../../src/session/stored-cookie.ts'
import type { BrowserCookie, BrowserVerdicts } from './devtools.ts'

export interface Compared {
  readonly about: 'request' | 'answer' | 'jar'
  readonly outcome: 'right' | 'wrong' | 'unknown'
  /** `sid on https://a.test/x: we say SecureOnly, the browser sent`. */
  readonly text: string
  /** The browser's reasons, when it withheld or refused. */
  readonly reasons: readonly string[]
}

/** The browser writes some reasons with `Schemeful` in front, whether or not the scheme differs. */
const plain = (reasons: readonly string[]) => reasons.map((reason) => reason.replace(/^Schemeful/, '')).sort()
const byScript = (name: string) => name.startsWith('js')

/** Which page was at the top, headers did not tell for sure: the same cookie, perhaps in another partition. */
const isGuessed = ({ partition }: StoredCookie) =>
  partition !== null && (partition.guessed || partition.topLevelSite === null)
function mayBe(own: StoredCookie, cookie: BrowserCookie): boolean {
  const { name, path, hostOnly, domain } = own
  const place = cookie.partitionKey !== undefined && (hostOnly ? domain : `.${domain}`) === cookie.domain
  return isGuessed(own) && place && name === cookie.name && path === cookie.path
}

export function keyOf(cookie: StoredCookie): string {
  const { name, domain, hostOnly, path, partition } = cookie
  return [name, hostOnly ? domain : `.${domain}`, path, partition?.topLevelSite, partition?.hasCrossSiteAncestor].join()
}
export function browserKeyOf({ name, domain, path, partitionKey }: BrowserCookie): string {
  return [name, domain, path, partitionKey?.topLevelSite, partitionKey?.hasCrossSiteAncestor].join()
}

export function compareExchange(ours: Judged, browser: BrowserVerdicts): Compared[] {
  return [...compareRequest(ours, browser), ...compareAnswer(ours, browser)]
}

/** What a verdict about a request rests on. */
const CLUES = ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-storage-access', 'origin', 'referer']

function where({ seen }: Judged): string {
  const { method, target, headers } = seen.browser.request
  const clues = CLUES.flatMap((name) => {
    const value = get(headers, name)
    return value === undefined ? [] : [`${name.replace('sec-fetch-', '')}: ${value}`]
  })
  return `${method} ${seen.scheme}://${seen.host}${target} (${clues.join(', ')})`
}

function compareRequest(ours: Judged, { cookies }: BrowserVerdicts): Compared[] {
  const out: Compared[] = []
  const { sending, context, seen } = ours
  const predicted = [
    ...sending.sent.map((cookie) => ({ cookie, reasons: [] as readonly string[] })),
    ...sending.withheld,
  ]
  const note = (name: string, we: string, they: readonly string[] | 'nothing', outcome: Compared['outcome']) => {
    const told = they === 'nothing' ? 'says nothing' : they.length === 0 ? 'sends it' : they.join(', ')
    const reasons = they === 'nothing' ? [] : plain(they)
    out.push({ about: 'request', outcome, reasons, text: `${name}, ${where(ours)}: we say ${we}, the browser ${told}` })
  }
  for (const { cookie, blockedReasons } of cookies) {
    const guessed = ({ cookie: one }: { cookie: StoredCookie }) => one.learned && one.name === cookie.name
    const exact = predicted.findIndex((one) => keyOf(one.cookie) === browserKeyOf(cookie))
    const near = exact >= 0 ? exact : predicted.findIndex((one) => mayBe(one.cookie, cookie))
    const at = near >= 0 ? near : predicted.findIndex(guessed)
    const own = at < 0 ? undefined : predicted.splice(at, 1)[0]
    if (!own) {
      note(cookie.name, 'nothing', blockedReasons, byScript(cookie.name) ? 'unknown' : 'wrong')
      continue
    }
    const open = sending.unknown.includes(own.cookie) || own.cookie.learned || isGuessed(own.cookie)
    const sameValue = blockedReasons.length > 0 || own.cookie.value === cookie.value || byScript(cookie.name)
    const same = String(plain(own.reasons)) === String(plain(blockedReasons)) && sameValue
    const setting = own.reasons.length > 0 && saysUserPreferences(ours, own.reasons, blockedReasons)
    const said = own.reasons.length === 0 ? 'sent' : own.reasons.join(', ')
    const we = `${said}${open ? ' (perhaps)' : ''}${sameValue ? '' : ' with another value'}`
    note(cookie.name, we, blockedReasons, same && !open ? 'right' : open || setting ? 'unknown' : 'wrong')
  }
  for (const { cookie, reasons } of predicted) {
    // Asked for before the answer that set it had come.
    const crossed = context.kind !== 'top-level-navigation' && seen.at - cookie.changed < CROSSING
    const unsure = sending.unknown.includes(cookie) || cookie.doubt || isGuessed(cookie)
    // fetch() may leave all of them at home and says so nowhere: `context` is what we said once none had come.
    const omitted = reasons.length === 0 && context.credentials === 'unknown'
    const open = unsure || crossed || omitted || cookie.learned || byScript(cookie.name)
    // The browser does not speak of cookies of other partitions, nor of any when it sends without credentials.
    const away = reasons.length > 0 && (context.credentials !== true || reasons.every((one) => OWN_CODES.has(one)))
    const silent = away || (reasons.length === 0 && context.credentials === false)
    const we = reasons.length === 0 ? 'sent' : reasons.join(', ')
    note(cookie.name, we, 'nothing', open ? 'unknown' : silent ? 'right' : 'wrong')
  }
  return out
}

/** Refused and withheld either way; a browser without Sec-Fetch-* does not say what its user has set. */
function saysUserPreferences({ context }: Judged, ours: readonly string[], browser: readonly string[]): boolean {
  const others = (list: readonly string[]) => String(plain(list).filter((one) => one !== 'UserPreferences'))
  const both = ours.length > 0 && browser.length > 0
  const told = context.policy !== undefined || context.atLeast > CROSS_SITE
  return both && !told && (others(ours) === others(browser) || others(browser) === '')
}

function compareAnswer(ours: Judged, { refused }: BrowserVerdicts): Compared[] {
  const left = [...refused]
  return ours.verdicts.map(({ line, codes, unknown }) => {
    const at = left.findIndex(({ cookieLine }) => cookieLine === line)
    const reasons = at < 0 ? [] : plain(left.splice(at, 1)[0]!.blockedReasons)
    const reported = plain(codes.filter((code) => !OWN_CODES.has(code)))
    const same = String(reported) === String(reasons)
    const we = codes.length === 0 ? 'kept' : codes.join(', ')
    const they = reasons.length === 0 ? 'refuses nothing' : reasons.join(', ')
    // Without credentials the browser says nothing of Set-Cookie lines.
    const mute = reasons.length === 0 && ours.context.credentials === 'unknown'
    const open = unknown || mute || saysUserPreferences(ours, reported, reasons)
    const text = `${line.slice(0, 80)}, ${where(ours)}: we say ${we}${unknown ? ' (perhaps)' : ''}, the browser ${they}`
    return { about: 'answer', outcome: same && !unknown ? 'right' : open ? 'unknown' : 'wrong', text, reasons }
  })
}

/** What is there in the end. `open`: keys of cookies about which a verdict was open. */
export function compareJars(
  ours: readonly StoredCookie[],
  browser: readonly BrowserCookie[],
  open: ReadonlySet<string>,
): Compared[] {
  const out: Compared[] = []
  const left = new Map(ours.map((cookie) => [keyOf(cookie), cookie]))
  const note = (outcome: Compared['outcome'], text: string) => out.push({ about: 'jar', outcome, text, reasons: [] })
  for (const cookie of browser) {
    const key = browserKeyOf(cookie)
    const alike = [...left.values()].find((one) => mayBe(one, cookie))
    const own = left.get(key) ?? alike
    if (own) left.delete(keyOf(own))
    if (byScript(cookie.name)) note('unknown', `${key}: the browser has it of a script`)
    else if (open.has(key) || (own && isGuessed(own)))
      note('unknown', `${key}: the browser has it, ${own ? 'and so have we' : 'we do not'}`)
    else if (!own) note('wrong', `${key}: the browser has it, we do not`)
    else {
      const differs = differences(own, cookie)
      note(differs === '' ? 'right' : 'wrong', `${key}: ${differs}`)
    }
  }
  for (const [key, cookie] of left) {
    const unknown = byScript(cookie.name) || cookie.learned || open.has(key) || isGuessed(cookie)
    note(unknown ? 'unknown' : 'wrong', `${key}: we have it, the browser does not`)
  }
  return out
}

function differences(ours: StoredCookie, browser: BrowserCookie): string {
  const ends = ours.expires === null ? -1 : ours.expires / 1000
  // The browser counts from when the head arrived, we from when it left.
  const sameEnd = ends === browser.expires || Math.abs(ends - browser.expires) < 2
  return [
    ours.value === browser.value ? '' : 'value',
    ours.secure === browser.secure ? '' : 'Secure',
    ours.httpOnly === browser.httpOnly ? '' : 'HttpOnly',
    (ours.sameSite ?? undefined) === browser.sameSite ? '' : `SameSite ${ours.sameSite} ${browser.sameSite}`,
    sameEnd ? '' : `end ${ends} ${browser.expires}`,
  ]
    .filter((word) => word !== '')
    .join(', ')
}

/** The number that the app gave its answer, 0 for none. */
export function exchangeOf({ seen }: Judged): number {
  return Number(get(seen.browser.response?.headers ?? [], 'x-exchange') ?? 0)
}

export function setCookieLines({ seen }: Judged): readonly string[] {
  return getAll(seen.browser.response?.headers ?? [], 'set-cookie')
}
