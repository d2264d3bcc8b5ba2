// Everything that is told is one of these, on one stream: terminal, page, recording and HAR only read it. Events are plain
// JSON; one to a line is the recording, and its first line says which version of this format it is.
import type { ChangeInWords } from './changes.ts'
import type { HttpVersion, Scheme, Visitor } from './exchange.ts'
import type { HeaderList } from './headers.ts'
import type { RequestKind } from './kind.ts'

/** Raised when a reader of the format before it would misread a line. */
export const FORMAT_VERSION = 1

interface Told {
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** The front came up, changed or stopped. */
export interface FrontEvent extends Told {
  readonly type: 'front'
  readonly state: 'listening' | 'scenario' | 'scenario-error' | 'closing' | 'notice' | 'problem'
  /** One line for people. */
  readonly text: string
  readonly origin?: string
  readonly scenario?: string
  /** In the first line of a recording: the version of this format, and whether secrets are fingerprints. */
  readonly version?: number
  readonly masked?: boolean
}

/** The app was found, lost, or said something. */
export interface AppEvent extends Told {
  readonly type: 'app'
  readonly state: 'waiting' | 'ready' | 'lost' | 'output' | 'exit'
  readonly text: string
  readonly instance?: string
}

export interface ToldRequest {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly version: HttpVersion
}

export interface ToldResponse {
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
}

/** One request of a browser and all that became of it. */
export interface ExchangeEvent extends Told {
  readonly type: 'exchange'
  readonly id: number
  /** Milliseconds until the response head was written: from then on the browser has its Set-Cookie lines. */
  readonly headMs: number
  /** Milliseconds until the last byte was written, or until it broke off. */
  readonly ms: number
  /** Requests with the same number came over one connection, so from one browser profile. */
  readonly connection: number
  readonly scheme: Scheme
  /** The host the browser asked for, with its port if it named one. */
  readonly host: string
  readonly kind: RequestKind
  /** Which browser profile, as far as it could be told apart. */
  readonly client: string
  readonly browser: { readonly request: ToldRequest; readonly response?: ToldResponse }
  /** Absent when the app never saw the request. */
  readonly app?: {
    readonly request: ToldRequest
    readonly response?: ToldResponse
    readonly instance: string
    /** What the app answered to earlier deliveries of this request; the browser never got it. */
    readonly before?: readonly ToldResponse[]
  }
  /** One of them went out on an idle connection that the app was just closing. */
  readonly staleConnection?: true
  /** How many requests reached for the app: more than one after a retry or a revalidation. */
  readonly attempts: number
  /** The exchange in which the app gave the answer that this browser got from a cache. */
  readonly servedFrom?: number
  readonly answeredBy?: { readonly hop: string; readonly step: string }
  /** Of a small JSON answer: the error word that it names, and whether an endpoint that is asked for the session knows somebody. */
  readonly says?: { readonly error?: string; readonly session?: 'somebody' | 'nobody' }
  /** The other host of the scenario that was asked: its name there. */
  readonly site?: string
  /** No user asked for this: a step of the scenario sent it. */
  readonly visitor?: Visitor
  readonly changes: readonly ChangeInWords[]
  readonly story: readonly string[]
  readonly end: 'complete' | 'streaming' | 'aborted-by-browser' | 'broken-by-app' | 'cut-by-front' | 'upgraded'
  /** Dev-server traffic that no scenario step touched. */
  readonly plumbing: boolean
  readonly bytes: { readonly request: number; readonly response: number }
}

/** An exchange before it is known whose it is. */
export type Seen = Omit<ExchangeEvent, 'client'>

/** Something happened to a cookie. */
export interface CookieEvent extends Told {
  readonly type: 'cookie'
  readonly exchange: number
  readonly client: string
  readonly moment:
    | 'kept'
    | 'refused'
    | 'deleted'
    | 'sent'
    | 'withheld'
    | 'missing'
    | 'unexpected'
    | 'stripped'
    | 'changed'
    | 'expired'
    | 'evicted'
    | 'learned'
    /** An opened browser says itself that it did what was predicted, or something else. */
    | 'confirmed'
    | 'disagreed'
  readonly name: string
  readonly domain?: string
  readonly path?: string
  readonly partition?: string
  readonly value?: string
  /** The browser's own terms (Chrome's blocked reasons), or ours for what it drops silently. */
  readonly reasons?: readonly string[]
  /** One plain sentence. */
  readonly text: string
  readonly fix?: string
  /** hop/step that did it, when a hop did. */
  readonly by?: string
  /** Of a moment that the browser itself told: what we had said, and what it says (`kept`, `sent`, or reasons). */
  readonly predicted?: string
  readonly actual?: string
  /** The verdict cannot be told from what a proxy sees. */
  readonly unknown?: boolean
}

export interface FindingEvent extends Told {
  readonly type: 'finding'
  readonly id: string
  readonly level: 'info' | 'warning' | 'error'
  readonly title: string
  readonly exchange: number
  readonly evidence: readonly string[]
  readonly why?: string
  readonly fix: readonly string[]
  readonly count: number
  /** The browser profile it was seen with. */
  readonly client?: string
  /** Other diagnoses that hold as well and that this one explains. */
  readonly explains?: readonly string[]
}

export type TimelineEvent = FrontEvent | AppEvent | ExchangeEvent | CookieEvent | FindingEvent
