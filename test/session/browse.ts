// A browser in a test: it visits pages, gets Set-Cookie lines and shows what it keeps and sends.
import { type BrowserRequest, type CookieContext, contextFromBrowser } from '../../src/session/context.ts'
import { createBrowserJar } from '../../src/session/jar.ts'
import type { ProfileName, ThirdPartyCookies } from '../../src/session/profile.ts'
import { sentAs } from '../../src/session/stored-cookie.ts'
import type { Sending, Verdict } from '../../src/session/verdict.ts'

export const HOME = 'https://app.example.test/'
export const OTHER = 'https://other.test/'

/** By address bar, unless it is told otherwise. */
export function request(url: string, more: Partial<BrowserRequest> = {}): BrowserRequest {
  const typed = { method: 'GET', kind: 'top-level-navigation', initiator: null, topLevel: null, frame: null } as const
  return { url, ...typed, credentials: 'include', redirectChain: [], ...more }
}

/** A link, form or window.open on a page. */
export const from = (initiator: string, method = 'GET'): Partial<BrowserRequest> => ({ initiator, method })
/** fetch() on a page, in a frame of another page if `top` is one. */
export const fetchOn = (page: string, top = page): Partial<BrowserRequest> => ({
  ...{ kind: 'subresource', initiator: page, topLevel: top, frame: top === page ? null : page },
})

export function browse(profile: ProfileName = 'chromium', thirdPartyCookies?: ThirdPartyCookies) {
  const clock = { now: Date.parse('2026-11-23T10:00:00Z') }
  const jar = createBrowserJar({ profile, now: () => clock.now, ...(thirdPartyCookies ? { thirdPartyCookies } : {}) })
  const contextOf = (url: string, more?: Partial<BrowserRequest>): CookieContext =>
    contextFromBrowser(request(url, more), profile)
  return {
    jar,
    wait(seconds: number) {
      clock.now += seconds * 1000
    },
    send: (url: string, more?: Partial<BrowserRequest>): Sending => jar.cookiesFor(contextOf(url, more)),
    /** The Cookie header, null for none. */
    header: (url: string, more?: Partial<BrowserRequest>): string | null => jar.cookiesFor(contextOf(url, more)).header,
    get: (url: string, lines: string[], more?: Partial<BrowserRequest>, dateHeader?: string): Verdict[] =>
      jar.receive(lines, contextOf(url, more), { dateHeader }),
    /** `kept`, or the reasons, per line. */
    told(url: string, lines: string[], more?: Partial<BrowserRequest>): string[] {
      return jar.receive(lines, contextOf(url, more)).map(({ kept, codes }) => (kept ? 'kept' : codes.join('+')))
    },
    /** What is in the jar, as it would be sent. */
    holds: (): string[] => jar.stored().map(sentAs),
    now: () => clock.now,
  }
}

/** One line, one answer: `kept` or its reasons. */
export function verdict(line: string, url = HOME, profile: ProfileName = 'chromium'): string {
  return browse(profile).told(url, [line])[0]!
}
