// HAR 1.2, as far as it is written and read here (http://www.softwareishard.com/blog/har-12-spec/). Field names that begin with
// an underscore are a tool's own, and readers pass over them.

export interface NameValue {
  readonly name: string
  readonly value: string
}

export interface HarCookie extends NameValue {
  readonly path?: string
  readonly domain?: string
  readonly expires?: string
  readonly httpOnly?: boolean
  readonly secure?: boolean
  readonly sameSite?: string
}

export interface HarRequest {
  readonly method: string
  readonly url: string
  readonly httpVersion: string
  readonly cookies: readonly HarCookie[]
  readonly headers: readonly NameValue[]
  readonly queryString: readonly NameValue[]
  readonly headersSize: number
  readonly bodySize: number
}

export interface HarResponse {
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  readonly cookies: readonly HarCookie[]
  readonly headers: readonly NameValue[]
  readonly content: { readonly size: number; readonly mimeType: string; readonly comment?: string }
  readonly redirectURL: string
  readonly headersSize: number
  readonly bodySize: number
}

export interface HarEntry {
  readonly startedDateTime: string
  /** Milliseconds. */
  readonly time: number
  readonly request: HarRequest
  readonly response: HarResponse
  readonly cache: Record<string, never>
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number }
  readonly connection?: string
  readonly comment?: string
  /** Chrome's: document, fetch, script, ... */
  readonly _resourceType?: string
  readonly _client?: string
  /** What each hop changed, in one line each. */
  readonly _changes?: readonly string[]
  /** The other end of the exchange, as the app had it. */
  readonly _app?: { readonly request: HarRequest; readonly response?: HarResponse; readonly instance: string }
}

export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly HarEntry[]
    readonly comment?: string
  }
}
