// What `startFront` answers: everything that a test may want to know of its front, and what it may do with it.
import type { CookieEvent, ExchangeEvent, FindingEvent, TimelineEvent } from '../core/events.ts'
import type { Card } from '../findings/cards.ts'
import type { Scenario } from '../scenario/load.ts'
import type { FrontVisitor } from './visitor.ts'

export interface RunningFront extends AsyncDisposable {
  /** The origin: `https://shop.localhost:41234`; with `portless`, `https://shop.localhost`. */
  readonly url: string
  /** Where the app begins: the origin, with a path behind it when the scenario mounts the app at one. */
  readonly base: string
  /** Where it listens on 127.0.0.1. */
  readonly port: number
  /** Name of the scenario that plays now. */
  readonly scenario: string
  /** PEM of the local CAs, for `ca` of Node's https and tls. */
  readonly certificates: readonly string[]
  /** PEM file of the CA behind this front's certificate, for NODE_EXTRA_CA_CERTS. */
  readonly certificateFile: string
  /** Flags of a Chromium (with a profile of its own) that reaches this front under its name and trusts it; nothing is installed. */
  readonly browserFlags: readonly string[]
  /** What happened to cookies so far, oldest first, with their values. */
  readonly cookies: readonly CookieEvent[]
  /** What breaks the session, each once, with causes and fixes; `level: 'info'` breaks nothing. */
  readonly findings: readonly FindingEvent[]
  /** The logins that were seen, oldest first, and what became of each. */
  readonly logins: readonly Card[]
  /** Requests and what became of them, as they ended. */
  readonly exchanges: readonly ExchangeEvent[]
  /** All that was told so far, and then all that is told, until the front is closed. */
  events(): AsyncIterableIterator<TimelineEvent>
  /**
   * An exchange is told when its last byte is out, which may be after the client has read it: waits until all that have begun
   * are told, and no longer than that many milliseconds (2000), since some never end.
   */
  settled(most?: number): Promise<void>
  /** Somebody without a browser, with a cookie jar of his own that follows Chromium's rules. He leaves with the front. */
  visitor(): Promise<FrontVisitor>
  /** Logins, findings and decisive exchanges in words; secrets are fingerprints. */
  report(form?: 'text' | 'markdown'): string
  /** All that was told as a recording (JSON lines) that `repro-proxy inspect` opens; secrets are fingerprints. */
  recording(): string
  /** Plays another scenario from the next request on. Rejects with UserError, and the one before plays on. */
  swap(scenario: string | Scenario): Promise<void>
  /** Ends it, with its visitors. Twice does nothing more. */
  close(): Promise<void>
}
