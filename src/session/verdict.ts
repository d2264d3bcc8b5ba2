// What a browser makes of one Set-Cookie line, and of the cookies it has when it asks for something.
import type { StoredCookie } from './stored-cookie.ts'

/** What a kept line did to the jar. */
export type Effect =
  | 'created'
  /** Another value, or other attributes. */
  | 'replaced'
  /** The very same cookie again. */
  | 'unchanged'
  | 'deleted'
  /** An end in the past, and no cookie of that name, domain, path and partition was there. */
  | 'nothing-deleted'

export interface Verdict {
  readonly line: string
  readonly kept: boolean
  /** Chrome's own terms, verbatim; ours only where browsers drop a line without a reason. Empty when kept. */
  readonly codes: readonly string[]
  /** The headers could not tell; the jar goes on with the likelier answer. */
  readonly unknown: boolean
  /** Kept only because the host is localhost: the same line over plain http is refused anywhere else. */
  readonly localhostOnly: boolean
  /** The cookie that the line makes, as far as it could be read; for a deletion, the one that it named. */
  readonly cookie: StoredCookie | null
  readonly effect: Effect | null
  /** The cookie it took the place of, or deleted. */
  readonly before: StoredCookie | null
  /** The Secure cookie that an OverwriteSecure refusal protects. */
  readonly inTheWay: StoredCookie | null
  /** Cookies that had to go to make room. */
  readonly evicted: readonly StoredCookie[]
  /** Milliseconds by which the Date header moved Expires. */
  readonly dateShift: number
  /** More than 400 days were asked for. */
  readonly capped: boolean
  /** Attributes ignored because their value is over 1024 bytes. */
  readonly tooLong: readonly string[]
}

export interface Withheld {
  readonly cookie: StoredCookie
  readonly reasons: readonly string[]
}

export interface Sending {
  /** In the order they are sent. */
  readonly sent: readonly StoredCookie[]
  /** The Cookie header this makes, null for none. */
  readonly header: string | null
  /** Cookies of the same site that stay at home, each with every reason. */
  readonly withheld: readonly Withheld[]
  /** Headers could not tell for these; the likelier answer put them in `sent` or in `withheld`. */
  readonly unknown: readonly StoredCookie[]
  /** Cookies found to have ended since the last request; no longer in the jar. */
  readonly expired: readonly StoredCookie[]
  /** Secure cookies that go over plain http only because the host is localhost. */
  readonly localhostOnly: readonly StoredCookie[]
}
