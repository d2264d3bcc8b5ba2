// Everything by which one shared cache differs from another. behaviours/cache.ts makes it from a scenario's options.
// Times in milliseconds, sizes in bytes, names in lower case.
import type { KeyParts } from './key.ts'
import type { Reader, Source } from './reading.ts'
import type { StatusStyle } from './status.ts'
import type { Comparison } from './vary.ts'

export interface Policy {
  readonly methods: ReadonlySet<string>
  /** Last parts of paths, without the dot; undefined: every path. */
  readonly extensions: ReadonlySet<string> | undefined
  readonly key: KeyParts
  readonly read: Reader
  readonly sources: readonly Source[]
  /** Response fields that the cache does not look at (nginx proxy_ignore_headers). */
  readonly ignoredFields: ReadonlySet<string>
  /** Cache-Control directives that it passes over. */
  readonly passedOver: ReadonlySet<string>
  /** Stands in the place of all the app's caching fields. */
  readonly override: string | undefined
  readonly ttl: {
    readonly fallback: number | undefined
    readonly statuses: ReadonlyMap<number | 'any', number>
    readonly min: number
    readonly max: number
    readonly fixed: number | undefined
    /** min and fixed count for private and no-store too. */
    readonly forces: boolean
    /** Lifetimes are kept in so few bits that one of decades is off by minutes (Varnish: a C float, in seconds). */
    readonly single: boolean
    /** Part of the time since Last-Modified; 0: no guessing. */
    readonly heuristic: number
  }
  readonly vary: {
    readonly respect: boolean
    readonly except: ReadonlySet<string>
    readonly deny: ReadonlySet<string>
    /** Whether `*` counts anywhere in the list, only alone in a line (nginx), or only when it is all there is (Varnish). */
    readonly star: 'member' | 'line' | 'whole'
    readonly values: Comparison
  }
  readonly authorization: 'rfc9111' | 'bypass' | 'ignore'
  /** Requests with a Cookie line. */
  readonly cookies: 'ignore' | 'bypass'
  /** An empty Cookie or Authorization line counts as one. */
  readonly emptyCounts: boolean
  readonly setCookie: 'store' | 'bypass' | 'strip'
  readonly requestDirectives: boolean
  readonly stale: {
    /** undefined: as the answer says; a number: when it says nothing; false: never. */
    readonly whileRevalidate: number | false | undefined
    readonly ifError: number | false | undefined
    /** What counts as an error. */
    readonly on: ReadonlySet<'error' | 'timeout' | number>
    /** Statuses of the app for which stale-if-error counts too. */
    readonly statuses: ReadonlySet<number>
    /** Whatever the answer says, stale is better than what stands in `on`. */
    readonly always: boolean
  }
  readonly revalidate: boolean
  /** Answers that are stale on arrival are stored: when they can be checked with the app, in any case, or not. */
  readonly storesStale: 'validated' | 'always' | 'never'
  /** An error of the app leaves what is stored, when nobody waited for the answer. */
  readonly errorsSpare: boolean
  /** How long a stale entry is kept at all, after its lifetime. */
  readonly keep: number
  /** What the app is asked when the answer may be stored. */
  readonly fetch: {
    readonly head: 'head' | 'get'
    /** Fields that are not passed on. */
    readonly drop: ReadonlySet<string>
    /** Requests that bypass the cache are asked in the same way. */
    readonly bypassed: boolean
    readonly acceptEncoding: string | undefined
  }
  /** Upgrade requests are looked up like others, and may even be answered from the store. */
  readonly upgrades: boolean
  /** strict: what is no single range of bytes cannot be satisfied either (Varnish). */
  readonly ranges: 'serve' | 'strict' | 'if-offered' | 'whole' | 'bypass'
  readonly conditions: {
    /** Which answers of the app are made into 304 or a part, beside stored ones: none, what could be stored, any. */
    readonly onMiss: 'no' | 'storable' | 'any'
    readonly tags: 'list' | 'whole'
    /** If-Modified-Since against Last-Modified: the very date; no later one, else than Date; no later one, else than when it was made. */
    readonly dates: 'exact' | 'since' | 'made'
    /** Where both are asked, If-None-Match is all that counts (RFC 9110 section 13.2.2), or both must say "not modified". */
    readonly both: boolean
    /** If-Match and If-Unmodified-Since are answered too, with 412. */
    readonly match: boolean
    /** 304 without Content-Type and the like. */
    readonly lean: boolean
  }
  /** Response fields whose lines are joined into one. */
  readonly joined: readonly string[]
  /** An answer with Content-Range that nobody asked a range for: not stored, stored like any other, or taken for a fault of the app. */
  readonly unaskedRange: 'pass' | 'store' | 'fault'
  /** Parts that were asked for are stored and given out again (RFC 9111 section 3.3). */
  readonly parts: boolean
  /** An answer to POST is stored for GET when it says for how long and that it is what stands there (RFC 9110 section 9.3.3). */
  readonly posts: boolean
  /** An interim answer (103) is taken for the answer: what follows goes through unseen (nginx before 1.29). */
  readonly earlyIsAnswer: boolean
  /** What a 304 changes: all but what describes the stored bytes; nearly all (Varnish); only how long the entry lives (nginx). */
  readonly update: 'rfc9111' | 'merge' | 'lifetime-only'
  /** Waiting for another's fetch of the same; false: everybody asks the app. */
  readonly collapse: number | false
  readonly hitForMiss: number
  readonly age: 'send' | 'always' | 'keep'
  readonly addDate: boolean
  readonly invalidate: boolean
  readonly status: readonly StatusStyle[]
  /** Of this many bytes the cache file's header and key leave the rest for the app's head (nginx proxy_buffer_size). */
  readonly headBuffer: number | undefined
  readonly limits: { readonly entries: number; readonly body: number; readonly bytes: number }
}
