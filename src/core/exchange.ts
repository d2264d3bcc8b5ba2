// What flows through a front: a request head on its way down to the app, a response head on its way back up.
// Heads are values: a step answers a new one to change it. Everything that lasts for one exchange hangs on `Exchange`.
import type { Readable } from 'node:stream'
import type { HeaderList } from './headers.ts'
import type { RequestKind } from './kind.ts'

export type Scheme = 'http' | 'https'
/** The HTTP version of one leg, as access logs write it. */
export type HttpVersion = '1.0' | '1.1' | '2'

export interface RequestHead {
  readonly method: string
  /** The request target as sent, usually origin-form: `/path?query` (RFC 9112 section 3.2). */
  readonly target: string
  readonly headers: HeaderList
  /** The version this message is carried in; a step sets it for the leg that goes out. */
  readonly version: HttpVersion
  /** Which of the app's instances it goes to: an index into `Exchange.upstreams`. */
  readonly upstream: number
  /** How the last leg, to the app, is dialled; absent means patient defaults. */
  readonly leg?: LegOptions
  /** The client wrote a whole URL as its target (RFC 9112 section 3.2.2): what it wrote, and its Host line. */
  readonly absolute?: { readonly target: string; readonly host: string }
  /** What a strict parser would not have taken. Servers differ in what they let pass. */
  readonly irregular?: readonly Irregularity[]
}

/** `fold`: a header over several lines; `name`: a blank or the like in a header's name. */
export type Irregularity = 'fold' | 'name'

/** What a front decides about the connection to its upstream; times in milliseconds. */
export interface LegOptions {
  readonly keepAlive?: boolean
  readonly connectTimeout?: number
  /** Until the response head has come. */
  readonly responseTimeout?: number
  /** Longest silence while a body or an upgraded connection is under way. */
  readonly idleTimeout?: number
  /** False: a request that a pooled connection swallowed is not sent again. */
  readonly repeat?: boolean
  /** The app closes the pooled connection just as the first try is sent on it: that try never gets there. */
  readonly stale?: boolean
  /** Which life of the instance is meant: another name than the last time asks for a new process, with nothing in its memory. */
  readonly life?: string
  /** The instance stands still between its requests. */
  readonly frozen?: boolean
}

export interface ResponseHead {
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
  /** Said by a step: the connection is cut instead of (or in the middle of) answering. */
  readonly cut?: Cut
}

/** An answer that a hop gives by itself, or in place of the app's. */
export interface Reply extends ResponseHead {
  readonly body: string | Uint8Array | Readable
}

/** Where a connection breaks: before the head, after it, or after that many bytes of body; or it hangs, silent, for ever. */
export interface Cut {
  readonly at: 'before-head' | 'after-head' | number
  readonly how: 'reset' | 'close' | 'hang'
  /** Before the head: these bytes go out in its place, as they are (HTTP/1.x only). */
  readonly bytes?: Uint8Array
}

export function isReply(head: RequestHead | ResponseHead): head is Reply {
  return 'body' in head
}

/** Who a hop sees on its incoming side. */
export interface Peer {
  readonly scheme: Scheme
  readonly address: string
  readonly port: number
  readonly version: HttpVersion
  /** The connection has carried a request before. */
  readonly later?: boolean
}

/** A place where the app listens. */
export interface Upstream {
  readonly name: string
  readonly scheme: Scheme
  readonly host: string
  readonly port: number
  /** `host:port`, or `host` alone on the scheme's own port: what a front writes as Host when it names its upstream. */
  readonly authority: string
}

/** The origin that people type: what the front serves. */
export interface PublicOrigin {
  readonly scheme: Scheme
  readonly host: string
  readonly port: number
}

/** What came back from the app or from the rest of the chain. */
export interface Answer {
  readonly head: ResponseHead
  readonly body: Reply['body'] | null
  readonly cut?: Cut
}

/** Why no response head came from the app. */
export interface UpstreamFailure {
  readonly kind:
    | 'refused'
    | 'unreachable'
    | 'connect-timeout'
    | 'response-timeout'
    | 'reset'
    | 'malformed'
    | 'too-large'
    | 'loop'
  /** In words, with the address that was dialled. */
  readonly message: string
  /** A pooled connection had been used before; servers close idle ones, so fronts may try again. */
  readonly reused: boolean
  /** Part of the request body had been sent, so it cannot be sent again from the start. */
  readonly bodySent: boolean
  /** What came instead of HTTP. */
  readonly raw?: Uint8Array
}

export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly failure: UpstreamFailure
  constructor(failure: UpstreamFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** One try at the app: what it was sent and what came of it. */
export interface Attempt {
  readonly request: RequestHead
  response?: ResponseHead
  failure?: string
  /** It went out on an idle connection that the app was just closing, and never got there. */
  stale?: true
  /** Who was asked; absent: the upstream that the request names. */
  instance?: string
}

/** Somebody whom the tool sends itself. */
export interface Visitor {
  /** What it is called in the timeline: link-scanner, bot. */
  readonly as: string
  /** none: it keeps none; own: what it was given itself; user: it acts for the user, with what the user's browser sends. */
  readonly cookies: 'none' | 'own' | 'user'
}

/** What a visitor asks the front for. */
export interface VisitRequest extends Visitor {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly target: string
  readonly headers: HeaderList
  readonly body?: string
}

/** What it was answered. */
export interface VisitAnswer {
  readonly status: number
  readonly headers: HeaderList
  /** The beginning of it, as UTF-8. */
  readonly body: string
}

export interface Exchange {
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** The request as the browser sent it. */
  readonly request: RequestHead
  /** Document, fetch, action, websocket, ...: derived from the browser's request. */
  readonly kind: RequestKind
  readonly origin: PublicOrigin
  readonly upstreams: readonly Upstream[]
  /** What the hop at work sees as its peer: hop 1 the browser, hop 2 hop 1, and so on. */
  readonly from: Peer
  /** The request as it reached the hop at work; for the first hop, as the browser sent it. */
  readonly asked: RequestHead
  /** The port this hop was reached on. */
  readonly localPort: number
  /** The last hop: the next thing on the way down is the app. */
  readonly lastHop: boolean
  /** Aborts when the browser goes away. */
  readonly signal: AbortSignal
  /** Every request that reached for the app so far, in order; empty while none did. */
  readonly attempts: readonly Attempt[]
  /** Why the app gave no head, if the last try failed; what an inner step then answered is not the app's. */
  readonly failure: UpstreamFailure | undefined
  /**
   * Somebody else comes to the front, as an exchange of its own; resolves when they have their answer, with nothing when the
   * connection broke. Absent for them, and in dry runs.
   */
  readonly visit: ((request: VisitRequest) => Promise<VisitAnswer | undefined>) | undefined
  /** One line for the story of this exchange. */
  say(text: string): void
  /** The answer is made of what the app said in an earlier exchange, perhaps to somebody else. */
  servedFrom(exchange: number): void
  /**
   * A function that sends a head into the rest of the chain below this step. Take it inside the hook; it may be called later, and again.
   * `background`: for nobody in particular; it goes on when the browser has its answer or is gone, and is no part of this exchange's story.
   */
  below(how?: { readonly background?: boolean }): (head: RequestHead) => Promise<Answer>
}
