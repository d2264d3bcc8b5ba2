// A behaviour is one thing that fronts do. `setup` turns its options into hooks, once per scenario; a hook answers a new
// head to change it, a Reply to answer by itself, or nothing. Behaviours change; the recorder notices: none writes a log.
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Exchange, Reply, RequestHead, ResponseHead, Scheme, UpstreamFailure } from './exchange.ts'

export type MaybePromise<T> = T | Promise<T>

/** What servers do not agree on when they write a head. */
export interface Manners {
  /** HTTP/1.1: `Connection: keep-alive` is left out (nginx writes it). */
  readonly keepsSilently?: boolean
  /** The answer to an upgrade is written anew: Connection: upgrade, and a Date (nginx). */
  readonly ownUpgrades?: boolean
  /** No Date is added where the app sent none (HAProxy). */
  readonly undated?: boolean
}

/** All optional. A hook that is absent costs nothing: bytes are never wrapped without a `body` hook. */
export interface Hooks {
  request?(head: RequestHead, x: Exchange): MaybePromise<RequestHead | Reply | void>
  /** Wraps, gathers or refuses the request body; bytes are sent with Content-Length, a stream as the head frames it. */
  requestBody?(source: Readable, head: RequestHead, x: Exchange): MaybePromise<Readable | Uint8Array | Reply>
  response?(head: ResponseHead, x: Exchange): MaybePromise<ResponseHead | Reply | void>
  /** Wraps the response body; `head` is the head as this step left it. */
  body?(source: Readable, head: ResponseHead, x: Exchange): Readable
  /**
   * The app gave no response head: a head to try again with, perhaps for another `upstream`, or nothing. Asked before `failure`, the
   * innermost step first, as long as the request body can be sent again. `tries` counts those made.
   */
  retry?(failure: UpstreamFailure, head: RequestHead, x: Exchange, tries: number): MaybePromise<RequestHead | void>
  /** The app gave no response head. The innermost step that answers decides; the steps outside it see its Reply as a response. */
  failure?(failure: UpstreamFailure, head: RequestHead, x: Exchange): MaybePromise<Reply | void>
  /** An interim response (1xx) from the app: false keeps it from the browser. */
  interim?(head: ResponseHead, x: Exchange): boolean
  /** In the first hop: how answers are written to the browser. */
  readonly manners?: Manners
  /** What the next hop sees of this one; told once, when the scenario is set up. */
  readonly leg?: { readonly scheme?: Scheme; readonly address?: string; readonly port?: number }
  /** What the step keeps between exchanges, for people to look into. */
  inspect?(): Inspection
  /** Somebody pressed the key for it: does now what it does at a time or with a request, and says what, in one line. */
  press?(): string
  /** The scenario is replaced or the proxy stops. */
  close?(): void
}

/** Something kept from one exchange for others. */
export interface Kept {
  readonly key: string
  /** The exchange it came from. */
  readonly exchange: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly bytes: number
  /** One line for people: what it is and how long it is good for. */
  readonly about: string
}

export interface Inspection {
  entries(): readonly Kept[]
  /** Throws away what has that key, or all; answers how many. */
  purge(key?: string): number
}

/** What a behaviour may use at set-up. */
export interface Tools {
  /** Seeded: the same scenario and the same traffic give the same numbers, 0 <= n < 1. */
  readonly random: () => number
  /** Milliseconds since the epoch; tests move it. */
  readonly now: () => number
  /** The hop's name, as the scenario gives it. */
  readonly hop: string
}

export interface Example<Input = unknown> {
  /** What the example shows, when the wire alone does not say it. */
  readonly note?: string
  readonly options: Input
  /** In wire notation: `>` and `<<` go in, `>>` and `<` must come out, nothing missing and nothing more. */
  readonly wire: string
}

export interface Behaviour<Schema extends z.ZodType = z.ZodType> {
  /** File name = YAML key = name. */
  readonly name: string
  /** One line: what a front does here. */
  readonly about: string
  /** Every field described (`.describe()`): the reference page is made from it. */
  readonly options: Schema
  setup(options: z.output<Schema>, tools: Tools): Hooks
  readonly examples: readonly Example<z.input<Schema>>[]
}

/** Keeps the types of options and examples together; adds nothing at run time. */
export function behaviour<Schema extends z.ZodType>(definition: Behaviour<Schema>): Behaviour<Schema> {
  return definition
}
