// Everything by which one shared cache differs from another. behaviours/cache.ts makes it from a scenario's options.
// Times in milliseconds, sizes in bytes, names in lower case.
import type { KeyParts } from './key.ts'
import type { Reader, Source } from './reading.ts'
import type { StatusStyle } from './status.ts'

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
    /** Part of the time since Last-Modified; 0: no guessing. */
    readonly heuristic: number
  }
  readonly vary: { readonly respect: boolean; readonly except: ReadonlySet<string>; readonly deny: ReadonlySet<string> }
  readonly authorization: 'rfc9111' | 'bypass' | 'ignore'
  /** Requests with a Cookie line. */
  readonly cookies: 'ignore' | 'bypass'
  readonly setCookie: 'store' | 'bypass' | 'strip'
  readonly requestDirectives: boolean
  readonly stale: {
    /** undefined: as the answer says; a number: when it says nothing; false: never. */
    readonly whileRevalidate: number | false | undefined
    readonly ifError: number | false | undefined
    /** What counts as an error. */
    readonly on: ReadonlySet<'error' | 'timeout' | number>
    /** Whatever the answer says, stale is better than an error. */
    readonly always: boolean
  }
  readonly revalidate: boolean
  /** Answers that are stale on arrival are stored, to be checked with the app. */
  readonly storesStale: boolean
  /** How long a stale entry is kept at all, after its lifetime. */
  readonly keep: number
  /** What the app is asked when the answer may be stored. */
  readonly fetch: {
    readonly head: 'head' | 'get'
    readonly conditions: 'pass' | 'drop'
    readonly range: 'pass' | 'drop'
    /** Requests that bypass the cache are asked in the same way. */
    readonly bypassed: boolean
    readonly acceptEncoding: string | undefined
  }
  readonly ranges: 'serve' | 'whole' | 'bypass'
  readonly notModified: {
    /** Conditional requests get 304 on a miss too, when the app's answer matches. */
    readonly onMiss: 'no' | 'storable' | 'any'
    readonly dates: 'exact' | 'since'
    readonly lean: boolean
  }
  readonly update: 'rfc9111' | 'lifetime-only'
  /** Waiting for another's fetch of the same; false: everybody asks the app. */
  readonly collapse: number | false
  readonly hitForMiss: number
  readonly age: 'send' | 'always' | 'keep'
  readonly addDate: boolean
  readonly invalidate: boolean
  readonly status: readonly StatusStyle[]
  readonly limits: { readonly entries: number; readonly body: number; readonly bytes: number }
}
