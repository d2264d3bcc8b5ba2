// What the browser itself says about the cookies of each exchange: two messages of the DevTools Protocol, one for the request as it was
// sent and one for the answer as it came, of every page, frame and worker.
import type { DevTools, Params } from './devtools.ts'
import { BEFORE_SCRIPTS } from './script-cookies.ts'

/** Network.Cookie, as far as it is read here. */
export interface BrowserCookie {
  readonly name: string
  /** With a leading dot when the line had a Domain. */
  readonly domain: string
  readonly path: string
  readonly partitionKey?: { readonly topLevelSite: string; readonly hasCrossSiteAncestor: boolean }
}

export interface CookieReport {
  readonly method: string
  /** `https://shop.example.com/login?next=/` */
  readonly url: string
  /** The Cookie header, '' for none. */
  readonly sent: string
  readonly status: number
  /** Every cookie that the browser thought of, with the reasons why it stayed away; none: it was sent. */
  readonly cookies: readonly { readonly cookie: BrowserCookie; readonly blockedReasons: readonly string[] }[]
  /** Set-Cookie lines that were not taken. */
  readonly refused: readonly { readonly cookieLine: string; readonly blockedReasons: readonly string[] }[]
}

type Fields = Readonly<Record<string, string>>
type Asked = Omit<CookieReport, 'status' | 'refused' | 'url' | 'method'> & {
  readonly url?: string
  readonly method?: string
}

/** What is kept of requests whose answer has not come. */
const MOST = 2000

/** Answers when the pages that are there are listened to. */
export async function listenForCookies(devtools: DevTools, heard: (report: CookieReport) => void): Promise<void> {
  /** Each step of a redirect has its own messages under one id; they come in order. */
  const asked = new Map<string, Asked[]>()
  const addressed = new Map<string, { readonly url: string; readonly method: string }[]>()
  const answered = new Map<string, number>()
  const begun: Promise<unknown>[] = []
  const add = <T>(lists: Map<string, T[]>, key: string, one: T) => {
    if (lists.size > MOST) lists.delete(lists.keys().next().value!)
    lists.set(key, [...(lists.get(key) ?? []), one])
  }
  const attach = (session?: string) =>
    devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }, session)

  function answer(key: string, params: Params): void {
    if (answered.size > MOST) answered.delete(answered.keys().next().value!)
    const nth = answered.get(key) ?? 0
    answered.set(key, nth + 1)
    const request = asked.get(key)?.[nth]
    const where = request?.url === undefined ? addressed.get(key)?.[nth] : undefined
    const { url, method } = { ...where, ...request }
    if (!request || url === undefined || method === undefined) return
    const { statusCode, blockedCookies } = params as { statusCode: number; blockedCookies: CookieReport['refused'] }
    heard({ ...request, url, method, status: statusCode, refused: blockedCookies })
  }

  devtools.on((name, params, session) => {
    const key = `${session} ${String(params.requestId)}`
    if (name === 'Target.attachedToTarget') {
      // Parts of the browser's own window, such as its address bar.
      if ((params.targetInfo as { type: string }).type === 'browser_ui') {
        devtools.send('Runtime.runIfWaitingForDebugger', {}, String(params.sessionId)).catch(() => {})
        return
      }
      // Some targets have no network, and some are gone again.
      for (const [method, more] of TO_EACH)
        begun.push(devtools.send(method, more, String(params.sessionId)).catch(() => {}))
    } else if (name === 'Network.requestWillBeSent') {
      const { url, method } = params.request as { url: string; method: string }
      if (url.startsWith('http')) add(addressed, key, { url, method })
    } else if (name === 'Network.requestWillBeSentExtraInfo') add(asked, key, askedIn(params))
    else if (name === 'Network.responseReceivedExtraInfo') answer(key, params)
  })
  await attach()
  await Promise.all(begun)
}

const TO_EACH: readonly (readonly [method: string, params: Params])[] = [
  ['Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }],
  // Bodies are nobody's concern here.
  ['Network.enable', { maxTotalBufferSize: 1, maxResourceBufferSize: 1 }],
  ...BEFORE_SCRIPTS,
  ['Runtime.runIfWaitingForDebugger', {}],
]

function askedIn(params: Params): Asked {
  const { headers, associatedCookies: cookies } = params as {
    headers: Fields
    associatedCookies: CookieReport['cookies']
  }
  const field = (name: string) => Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1]
  const [scheme, host, path, method] = [field(':scheme'), field(':authority'), field(':path'), field(':method')]
  const sent = field('cookie') ?? ''
  // HTTP/1.1 has these in its first line, which is not told.
  if (scheme === undefined || host === undefined || path === undefined || method === undefined) return { sent, cookies }
  return { sent, cookies, method, url: `${scheme}://${host}${path}` }
}
