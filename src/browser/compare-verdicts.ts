// Our verdicts against the browser's own. They disagree only where both speak of the same cookie or line, and neither the headers nor
// a script leaves room for doubt; a cookie that only one of them knows was set or cleared by a script or by the user.

import { parseSetCookie } from '../core/cookies.ts'
import { OWN_CODES } from '../session/reasons.ts'
import type { Judged } from '../session/session.ts'
import type { StoredCookie } from '../session/stored-cookie.ts'
import type { BrowserCookie, CookieReport } from './cookie-reports.ts'

export interface Compared {
  readonly about: 'line' | 'cookie'
  readonly name: string
  readonly domain?: string
  readonly path?: string
  /** `kept`, `sent`, or the reasons against it. */
  readonly predicted: string
  readonly actual: string
  readonly same: boolean
}

/** The browser writes some reasons with `Schemeful` in front, whether or not the scheme differs. */
const plain = (reasons: readonly string[]) => reasons.map((reason) => reason.replace(/^Schemeful/, '')).sort()
const spoken = (reasons: readonly string[]) => plain(reasons.filter((reason) => !OWN_CODES.has(reason)))
const words = (reasons: readonly string[], otherwise: string) => (reasons.length === 0 ? otherwise : reasons.join(', '))
/** What the user has set about third-party cookies, headers do not always tell. */
const hangsOnSettings = (...reasons: (readonly string[])[]) =>
  reasons.some((list) => list.some((one) => one === 'UserPreferences' || /^ThirdParty/.test(one)))

export function compareVerdicts(judged: Judged, report: CookieReport): Compared[] {
  return [...compareRequest(judged, report), ...compareAnswer(judged, report)]
}

function compareRequest({ sending }: Judged, { cookies }: CookieReport): Compared[] {
  const predicted = [...sending.sent.map((cookie) => ({ cookie, reasons: NONE })), ...sending.withheld]
  return cookies.flatMap(({ cookie, blockedReasons }): Compared[] => {
    const own = predicted.find((one) => isSame(one.cookie, cookie))
    if (!own || isOpen(own.cookie) || sending.unknown.includes(own.cookie)) return []
    const [ours, theirs] = [plain(own.reasons), plain(blockedReasons)]
    const same = String(ours) === String(theirs)
    if (!same && hangsOnSettings(ours, theirs)) return []
    const { name, domain, path } = cookie
    return [
      { about: 'cookie', name, domain, path, predicted: words(ours, 'sent'), actual: words(theirs, 'sent'), same },
    ]
  })
}

const NONE: readonly string[] = []

function isOpen({ learned, doubt, partition }: StoredCookie): boolean {
  return learned || doubt || (partition !== null && (partition.guessed || partition.topLevelSite === null))
}

function isSame({ name, domain, hostOnly, path, partition }: StoredCookie, other: BrowserCookie): boolean {
  return (
    name === other.name &&
    path === other.path &&
    (hostOnly ? domain : `.${domain}`) === other.domain &&
    partition?.topLevelSite === other.partitionKey?.topLevelSite &&
    partition?.hasCrossSiteAncestor === other.partitionKey?.hasCrossSiteAncestor
  )
}

function compareAnswer({ verdicts, context }: Judged, { refused }: CookieReport): Compared[] {
  const left = [...refused]
  return verdicts.flatMap(({ line, codes, unknown, cookie }): Compared[] => {
    const at = left.findIndex(({ cookieLine }) => cookieLine === line)
    const theirs = at < 0 ? NONE : plain(left.splice(at, 1)[0]!.blockedReasons)
    const ours = spoken(codes)
    // It says nothing of what it drops silently, nor of any line when it asked without credentials.
    const mute = at < 0 && (ours.length < codes.length || context.credentials !== true)
    const same = String(ours) === String(theirs)
    if (unknown || mute || (!same && hangsOnSettings(ours, theirs))) return []
    const place = cookie ? { domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`, path: cookie.path } : {}
    const name = cookie?.name ?? parseSetCookie(line).name
    return [{ about: 'line', name, ...place, predicted: words(ours, 'kept'), actual: words(theirs, 'kept'), same }]
  })
}
