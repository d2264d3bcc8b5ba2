// What Chromium says about requests, cookies and WebSockets over its debugging protocol. Cookies are told by name, reason
// and the attributes that decide, never by value.
import type { CDPSession, Page } from 'playwright-core'

export interface NetworkLog {
  /** Documents, everything that is not GET, and every failure: `POST https://... 303`. */
  readonly requests: string[]
  /** Set-Cookie lines that Chromium did not keep: `name; Domain=x: InvalidDomain`. */
  readonly refused: string[]
  /** Cookies that Chromium had and did not send: `name: SecureOnly`. */
  readonly withheld: string[]
  /** One entry per hot-reload WebSocket: the handshake's status or the error. */
  readonly hotReload: string[]
  /** How many answers to something else than GET had a status of 400 or more. */
  failedPosts(): number
}

interface Seen {
  url: string
  method: string
  type: string
}

export async function watchNetwork(page: Page): Promise<NetworkLog> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  const seen = new Map<string, Seen>()
  const sockets = new Map<string, string>()
  const log = { requests: [] as string[], refused: [] as string[], withheld: [] as string[], hotReload: [] as string[] }
  let failedPosts = 0
  const once = (list: string[], entry: string) => {
    if (!list.includes(entry)) list.push(entry)
  }
  const answered = (request: Seen | undefined, status: number) => {
    if (request === undefined) return
    if (request.method !== 'GET' && status >= 400) failedPosts += 1
    if (request.type === 'Document' || request.method !== 'GET' || status >= 400) {
      log.requests.push(`${request.method} ${request.url} ${status}`)
    }
  }

  cdp.on('Network.requestWillBeSent', ({ requestId, request, type, redirectResponse }) => {
    if (redirectResponse) answered(seen.get(requestId), redirectResponse.status)
    seen.set(requestId, { url: request.url, method: request.method, type: type ?? '' })
  })
  cdp.on('Network.responseReceived', ({ requestId, response }) => answered(seen.get(requestId), response.status))
  cdp.on('Network.loadingFailed', ({ requestId, errorText }) => {
    const request = seen.get(requestId)
    // ERR_ABORTED is the browser's own doing: a page was left while something still loaded.
    if (request && errorText !== 'net::ERR_ABORTED') once(log.requests, `${request.method} ${request.url} ${errorText}`)
  })
  cdp.on('Network.responseReceivedExtraInfo', ({ blockedCookies }) => {
    for (const { cookieLine, blockedReasons } of blockedCookies) {
      const [pair = '', ...attributes] = cookieLine.split(/;\s*/)
      const telling = attributes.filter((attribute) => !/^(expires|max-age)=/i.test(attribute))
      once(log.refused, `${[pair.split('=')[0], ...telling].join('; ')}: ${blockedReasons.join(', ')}`)
    }
  })
  cdp.on('Network.requestWillBeSentExtraInfo', ({ associatedCookies }) => {
    for (const { cookie, blockedReasons } of associatedCookies) {
      if (blockedReasons.length > 0) once(log.withheld, `${cookie.name}: ${blockedReasons.join(', ')}`)
    }
  })
  cdp.on('Network.webSocketCreated', ({ requestId, url }) => sockets.set(requestId, new URL(url).pathname))
  const socket = (requestId: string, outcome: string) => {
    if (/hmr/.test(sockets.get(requestId) ?? '')) log.hotReload.push(outcome)
  }
  cdp.on('Network.webSocketHandshakeResponseReceived', ({ requestId, response }) => {
    socket(requestId, String(response.status))
  })
  cdp.on('Network.webSocketFrameError', ({ requestId, errorMessage }) => socket(requestId, errorMessage))
  await cdp.send('Network.enable')
  return { ...log, failedPosts: () => failedPosts }
}
