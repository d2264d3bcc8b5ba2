// What a client says it is: the name it goes by in the timeline, the browser whose cookie rules hold for it, and what all
// requests of one profile have in common. Nothing of it is sent on or changed.
import type { HeaderList } from '../core/headers.ts'
import { get } from '../core/headers.ts'
import type { ProfileName } from './profile.ts'

export interface Looks {
  readonly userAgent: string
  /** Client hints: brands and platform. '' where they are not sent: over plain http, and with WebSocket handshakes (measured). */
  hints: string
  /** Accept-Language: private windows shorten it, and workers may send another one than pages (measured). */
  readonly language: string
}

export interface ClientKind {
  /** A short name for the timeline: chrome, firefox, curl, ... */
  readonly name: string
  /** The rules that hold for its cookies: those of the engine, so every browser on iOS has Safari's. */
  readonly profile: ProfileName
  /** A browser, not a script: it keeps cookies. */
  readonly browser: boolean
}

export function looksOf(headers: HeaderList): Looks {
  const hints = [get(headers, 'sec-ch-ua'), get(headers, 'sec-ch-ua-platform')].filter(Boolean).join(' ')
  return { userAgent: get(headers, 'user-agent') ?? '', hints, language: get(headers, 'accept-language') ?? '' }
}

/** Both may be one profile. Language is no hindrance, only a hint. */
export function areAlike(one: Looks, other: Looks): boolean {
  return one.userAgent === other.userAgent && (one.hints === '' || other.hints === '' || one.hints === other.hints)
}

const BROWSERS: readonly [pattern: RegExp, name: string][] = [
  [/\bEdg(?:A|iOS)?\//, 'edge'],
  [/\bOP(?:R|T)\//, 'opera'],
  [/\bSamsungBrowser\//, 'samsung'],
  [/\b(?:Firefox|FxiOS)\//, 'firefox'],
  [/\b(?:(?:Headless)?Chrome|CriOS|Chromium)\//, 'chrome'],
  [/\bSafari\//, 'safari'],
]
const OTHERS: readonly [pattern: RegExp, name: string][] = [
  [/^curl\//, 'curl'],
  [/bot\b|crawler|spider/i, 'bot'],
  [/^(?:node|undici|axios|got|Wget|python|Go-http|okhttp)/i, 'script'],
]
const GECKO = /\bFirefox\//
const BLINK = /\b(?:Headless)?Chrom(?:e|ium)\//
/** On iOS all of them are WebKit, and so is what calls itself Safari and nothing else. */
const WEBKIT = /\b(?:iPhone|iPad|iPod)\b|\b(?:CriOS|FxiOS|EdgiOS|OPT)\//

export function kindOfClient(headers: HeaderList): ClientKind {
  const userAgent = get(headers, 'user-agent') ?? ''
  const brands = get(headers, 'sec-ch-ua') ?? ''
  const nameIn = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(userAgent))?.[1]
  // Bots call themselves browsers too; Brave says who it is in its hints only.
  const bot = OTHERS[1]![0].test(userAgent)
  const browser = bot ? undefined : brands.includes('"Brave"') ? 'brave' : nameIn(BROWSERS)
  return {
    name: browser ?? nameIn(OTHERS) ?? 'client',
    profile: engineOf(userAgent, brands),
    browser: browser !== undefined,
  }
}

function engineOf(userAgent: string, brands: string): ProfileName {
  if (brands.includes('"Chromium"')) return 'chromium'
  if (WEBKIT.test(userAgent)) return 'safari'
  if (GECKO.test(userAgent)) return 'firefox'
  return !BLINK.test(userAgent) && /\bSafari\//.test(userAgent) ? 'safari' : 'chromium'
}
