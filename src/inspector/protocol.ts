// What the page and the inspector say to each other over the socket, one JSON object to a message. Only types: both sides share it.
// Exchanges are told in short; heads, changes and values follow when somebody asks for them.
import type { AppEvent, CookieEvent, ExchangeEvent, FindingEvent, FrontEvent } from '../core/events.ts'
import type { RequestKind } from '../core/kind.ts'

/** An exchange as a list shows it. Names of cookies are no secrets; values are not in here. */
export interface ExchangeInShort {
  readonly type: 'exchange'
  readonly at: number
  readonly id: number
  readonly headMs: number
  readonly ms: number
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly kind: RequestKind
  readonly client: string
  readonly version: string
  readonly method: string
  /** With secrets as fingerprints. */
  readonly target: string
  /** What the browser got; absent: nothing. */
  readonly status?: number
  /** What the app said; absent: it was not asked, or did not answer. */
  readonly appStatus?: number
  readonly asked: boolean
  readonly instance?: string
  /** A step of the scenario sent it, as the visitor of that name. */
  readonly visitor?: string
  readonly attempts: number
  readonly servedFrom?: number
  /** hop/step */
  readonly answeredBy?: string
  /** hop/step of each step that changed something, once, with what it changed. */
  readonly touched: readonly string[]
  readonly end: ExchangeEvent['end']
  readonly plumbing: boolean
  /** Cookies that came with the request, and those that the answer sets, by name. */
  readonly sent?: readonly string[]
  readonly sets?: readonly string[]
  readonly sizes: Sizes
}

/** Bytes. */
export interface Sizes {
  /** All Cookie lines of the browser's request. */
  readonly cookie: number
  /** The whole request head as the app got it, or as the browser sent it. */
  readonly request: number
  /** The response head of the app. */
  readonly response: number
  /** The largest name and value of a Set-Cookie line. */
  readonly setCookie: number
}

export type ShortEvent = FrontEvent | AppEvent | ExchangeInShort | CookieEvent | FindingEvent

export interface StepShown {
  /** Place in the chain; what `switch` names. */
  readonly index: number
  readonly name: string
  readonly on: boolean
  /** No front is without it. */
  readonly fixed: boolean
  /** Options and conditions as people wrote them, one line each. */
  readonly lines: readonly string[]
  readonly source?: string
  readonly believed?: string
}

export interface ScenarioShown {
  readonly name: string
  readonly about: string
  readonly hops: readonly { readonly name: string; readonly steps: readonly StepShown[] }[]
  /** What is wrong with the file as it was last saved; the scenario plays on as it was before. */
  readonly error?: string
}

export interface Facts {
  /** A running proxy, or a recording. */
  readonly live: boolean
  /** What people type; of a recording, its file. */
  readonly title: string
  readonly origin?: string
  readonly upstreams: readonly string[]
  /** False: values were fingerprints when they were recorded. */
  readonly values: boolean
  readonly scenario?: ScenarioShown
  readonly scenarios: readonly { readonly name: string; readonly about: string; readonly group: string }[]
  readonly exports: readonly { readonly name: string; readonly label: string }[]
}

export interface CacheEntry {
  /** Stands for the key, which may hold secrets. */
  readonly id: string
  readonly key: string
  readonly exchange: number
  readonly at: number
  readonly bytes: number
  readonly about: string
}

export interface CacheShown {
  readonly step: number
  readonly hop: string
  readonly name: string
  readonly entries: readonly CacheEntry[]
}

export interface CheckResult {
  readonly name: string
  readonly state: 'good' | 'bad' | 'unknown'
  readonly text: string
  readonly hint?: string
}

export type FromServer =
  | { readonly t: 'hello'; readonly run: string; readonly end: number; readonly facts: Facts }
  | { readonly t: 'facts'; readonly facts: Facts }
  /** `first` is the sequence number of the first of them. */
  | { readonly t: 'events'; readonly first: number; readonly list: readonly ShortEvent[] }
  /** The page was too slow, or came too late: so many were left out. */
  | { readonly t: 'skipped'; readonly count: number }
  | { readonly t: 'value'; readonly ask: number; readonly text?: string }
  | { readonly t: 'exchange'; readonly ask: number; readonly event?: ExchangeEvent }
  | { readonly t: 'caches'; readonly list: readonly CacheShown[] }
  | { readonly t: 'checks'; readonly list: readonly CheckResult[] }
  | { readonly t: 'done'; readonly text: string }
  | { readonly t: 'failed'; readonly text: string }

export type FromPage =
  /** The first message: what this page has already. */
  | { readonly t: 'resume'; readonly run?: string; readonly next?: number }
  /** `at`: the way to a text inside the event with that number. */
  | { readonly t: 'reveal'; readonly ask: number; readonly seq: number; readonly at: readonly (string | number)[] }
  | { readonly t: 'open'; readonly ask: number; readonly seq: number }
  | { readonly t: 'caches' }
  | { readonly t: 'checks'; readonly clock: number }
  | { readonly t: 'purge'; readonly step: number; readonly id?: string }
  | { readonly t: 'switch'; readonly step: number; readonly on: boolean }
  | { readonly t: 'play'; readonly name: string }
