// Our verdicts against the browser's own, cookie by cookie and line by line. `unknown` is what we said cannot be told from
// the headers, and cookies of scripts before they have come once; everything else must be right.
import { get, getAll } from '../../../src/core/headers.ts'
import { OWN_CODES } from '../../../src/session/reasons.ts'
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

function where({ seen }: Judged): string {
  return `${seen.browser.request.method} ${seen.scheme}://${seen.host}${seen.browser.request.target} (${seen.kind})`
}

function compareRequest(ours: Judged, { cookies }: BrowserVerdicts): Compared[] {
  const out: Compared[] = []
  const { sending } = ours
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
    const at = exact >= 0 ? exact : predicted.findIndex(guessed)
    const own = at < 0 ? undefined : predicted.splice(at, 1)[0]
    if (!own) {
      note(cookie.name, 'nothing', blockedReasons, byScript(cookie.name) ? 'unknown' : 'wrong')
      continue
    }
    const open = sending.unknown.includes(own.cookie) || own.cookie.learned
    const sameValue = blockedReasons.length > 0 || own.cookie.value === cookie.value || byScript(cookie.name)
    const same = String(plain(own.reasons)) === String(plain(blockedReasons)) && sameValue
    const said = own.reasons.length === 0 ? 'sent' : own.reasons.join(', ')
    const we = `${said}${open ? ' (perhaps)' : ''}${sameValue ? '' : ' with another value'}`
    note(cookie.name, we, blockedReasons, open ? 'unknown' : same ? 'right' : 'wrong')
  }
  for (const { cookie, reasons } of predicted) {
    const open = sending.unknown.includes(cookie) || cookie.learned || byScript(cookie.name)
    // The browser does not speak of cookies of other partitions, nor of any when it sends without credentials.
    const silent = reasons.length > 0 && reasons.every((reason) => OWN_CODES.has(reason))
    const we = reasons.length === 0 ? 'sent' : reasons.join(', ')
    note(cookie.name, we, 'nothing', open ? 'unknown' : silent ? 'right' : 'wrong')
  }
  return out
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
    const text = `${line.slice(0, 80)}, ${where(ours)}: we say ${we}${unknown ? ' (perhaps)' : ''}, the browser ${they}`
    return { about: 'answer', outcome: unknown ? 'unknown' : same ? 'right' : 'wrong', text, reasons }
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
    const own = left.get(key)
    left.delete(key)
    if (byScript(cookie.name)) note('unknown', `${key}: the browser has it of a script`)
    else if (open.has(key)) note('unknown', `${key}: the browser has it, ${own ? 'and so have we' : 'we do not'}`)
    else if (!own) note('wrong', `${key}: the browser has it, we do not`)
    else {
      const differs = differences(own, cookie)
      note(differs === '' ? 'right' : 'wrong', `${key}: ${differs}`)
    }
  }
  for (const [key, { name, learned }] of left) {
    const unknown = byScript(name) || learned || open.has(key)
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
