// A second client of the debugging protocol beside the one that drives: it attaches to every page, frame and worker of every
// context, and writes down what the browser says about the cookies of each exchange. Exchanges are told apart by the number
// that the app puts into X-Exchange.
import { once } from 'node:events'
import WebSocket from 'ws'

/** As in Network.Cookie; only what identifies a cookie and what decides about it. */
export interface BrowserCookie {
  readonly name: string
  readonly value: string
  /** With a leading dot when the line had a Domain. */
  readonly domain: string
  readonly path: string
  /** Seconds since the epoch; -1: until the browser closes. */
  readonly expires: number
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite?: string
  readonly partitionKey?: { readonly topLevelSite: string; readonly hasCrossSiteAncestor: boolean }
}

export interface BrowserVerdicts {
  readonly exchange: number
  /** The browser context: a window's profile, or a private window. */
  readonly context: string
  /** Every cookie that the browser thought of, with the reasons why it stayed away; none: it was sent. */
  readonly cookies: readonly { readonly cookie: BrowserCookie; readonly blockedReasons: readonly string[] }[]
  readonly refused: readonly { readonly cookieLine: string; readonly blockedReasons: readonly string[] }[]
}

export interface DevTools {
  exchanges(): readonly BrowserVerdicts[]
  cookies(context: string): Promise<BrowserCookie[]>
  close(): void
}

interface Message {
  id?: number
  method?: string
  sessionId?: string
  // The protocol's own shapes, read where they are used.
  params?: Record<string, never>
  result?: Record<string, never>
  error?: { message: string }
}

export async function openDevTools(endpoint: string): Promise<DevTools> {
  const socket = new WebSocket(endpoint, { maxPayload: 256 << 20, perMessageDeflate: false })
  await once(socket, 'open')
  const waiting = new Map<number, (message: Message) => void>()
  const contexts = new Map<string, string>()
  /** Each hop of a redirect has its own two messages under one id; they come in order on either side. */
  const requests = new Map<string, BrowserVerdicts['cookies'][]>()
  const answers = new Map<string, number>()
  const found = new Map<number, BrowserVerdicts>()
  let id = 0

  const send = (method: string, params: object = {}, sessionId?: string) => {
    id += 1
    const answered = new Promise<Message>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    return answered
  }
  const attach = (sessionId?: string) =>
    send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }, sessionId)

  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) {
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
      return
    }
    const { method, sessionId = '', params } = message as { method: string; sessionId?: string; params: never }
    if (method === 'Target.attachedToTarget') {
      const { sessionId: session, targetInfo } = params as AttachedToTarget
      contexts.set(session, targetInfo.browserContextId ?? contexts.get(sessionId) ?? '')
      void attach(session)
      void send('Network.enable', {}, session)
      void send('Runtime.runIfWaitingForDebugger', {}, session)
    }
    if (method === 'Network.requestWillBeSentExtraInfo') {
      const { requestId, associatedCookies } = params as RequestExtraInfo
      const key = `${sessionId} ${requestId}`
      requests.set(key, [...(requests.get(key) ?? []), associatedCookies])
    }
    if (method === 'Network.responseReceivedExtraInfo') {
      const { requestId, headers, blockedCookies } = params as ResponseExtraInfo
      const key = `${sessionId} ${requestId}`
      const nth = answers.get(key) ?? 0
      answers.set(key, nth + 1)
      const exchange = Number(Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-exchange')?.[1])
      const cookies = requests.get(key)?.[nth]
      if (!exchange || !cookies || found.has(exchange)) return
      found.set(exchange, { exchange, context: contexts.get(sessionId) ?? '', cookies, refused: blockedCookies })
    }
  })
  await attach()
  return {
    exchanges: () => [...found.values()],
    async cookies(context) {
      const { result } = await send('Storage.getCookies', { browserContextId: context })
      return (result as unknown as { cookies: BrowserCookie[] }).cookies
    },
    close: () => socket.close(),
  }
}

interface AttachedToTarget {
  sessionId: string
  targetInfo: { type: string; url: string; browserContextId?: string }
}
interface RequestExtraInfo {
  requestId: string
  associatedCookies: BrowserVerdicts['cookies']
}
interface ResponseExtraInfo {
  requestId: string
  headers: Record<string, string>
  blockedCookies: BrowserVerdicts['refused']
}
