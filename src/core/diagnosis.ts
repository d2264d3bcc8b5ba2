// A diagnosis is one way in which sessions break, told from the wire alone: a pure function over an exchange, what happened
// to its cookies, and a bounded past. It answers what it saw, or nothing; ranking, counting and telling is the engine's work.
// One that cannot be sure stays silent: a false alarm costs more than a missed one.
import type { CookieEvent, ExchangeEvent } from './events.ts'
import type { PublicOrigin, Upstream } from './exchange.ts'

export type Level = 'error' | 'warning' | 'info'

export const LIBRARIES = [
  'next-auth-4',
  'authjs-5',
  'iron-session',
  'better-auth',
  'express-session',
  'express',
  'supabase',
] as const
export type Library = (typeof LIBRARIES)[number]

export const FRONTS = [
  'nginx',
  'apache',
  'caddy',
  'haproxy',
  'traefik',
  'varnish',
  'cloudflare',
  'cloudfront',
  'vercel',
] as const
export type FrontName = (typeof FRONTS)[number]

/** What an exchange has, worked out once for all rules: a rule that looks at something else is never called. */
export const SIGNS = [
  'post', // neither GET nor HEAD
  'query', // carries a one-time code, state or token
  'cookie', // the browser sent cookies
  'redirect', // an answer leads elsewhere: 3xx with Location, or x-action-redirect
  'refused', // the browser got 400 or above, or the app gave that
  'set-cookie', // a Set-Cookie line, on either side
  'by-front', // the app never saw the request
  'request-changed',
  'response-changed',
  'cookie-changed', // the Cookie lines of browser and app differ
  'set-cookie-changed', // the Set-Cookie lines of app and browser differ
  'cached', // made of what the app said in an earlier exchange
  'broken', // the answer did not arrive whole
  'instances', // more than one instance of the app has answered so far
  'rsc', // asks for a React Server Components payload, or got one
  'upgrade',
  'prefetch',
  'cross-site', // another site, or another scheme or host of this one, started the request
  'typed', // somebody typed the address, or opened a bookmark: nothing led there
  'cookie-trouble', // a cookie was refused, withheld, stripped, changed, expired or evicted
] as const
export type Sign = (typeof SIGNS)[number]

/** An exchange of the past, with what happened to its cookies. */
export interface Past {
  readonly exchange: ExchangeEvent
  readonly moments: readonly CookieEvent[]
}

/** A cookie that this browser holds, as the session saw it come. */
export interface Held {
  readonly name: string
  /** Milliseconds since the epoch; 0 when it came with a request and nobody was seen setting it. */
  readonly at: number
  /** The exchange that set it, and the instance that answered there. */
  readonly exchange?: number
  readonly instance?: string
  readonly value?: string
  readonly httpOnly: boolean
  /** The front set it on its own account (to find the instance again, say); the app knows nothing of it. */
  readonly byFront: boolean
}

/** A login that this browser has begun. */
export interface Attempt {
  readonly way: 'credentials' | 'action' | 'oauth' | 'magic-link'
  /** The exchange it began with. */
  readonly first: ExchangeEvent
  /** Session cookies that an answer of this login set. */
  readonly cookies: ReadonlySet<string>
}

/** Everything a rule may look at. */
export interface Scene {
  readonly exchange: ExchangeEvent
  readonly moments: readonly CookieEvent[]
  readonly origin: PublicOrigin
  readonly upstreams: readonly Upstream[]
  /** Recognised for sure, from cookies and paths. */
  readonly libraries: ReadonlySet<Library>
  /** Next.js answers; and whether it is a dev server. */
  readonly next: boolean
  readonly dev: boolean
  /** A public path that the front cuts off before the app, as in `/shop`. */
  readonly prefix: string | undefined
  readonly attempt: Attempt | undefined
  /** Words of the app's own output that name an error, when its output is known. */
  readonly output: readonly string[]
  held(name: string): Held | undefined
  /** Names of the cookies that this browser holds. */
  readonly jar: ReadonlySet<string>
  /** Earlier exchanges of this browser, newest first. */
  before(): Iterable<Past>
  /** Earlier exchanges of all browsers, newest first. */
  all(): Iterable<Past>
  byId(id: number): Past | undefined
}

/** What a rule saw. Values of cookies and tokens never stand in it. */
export interface Sight {
  /** One sentence with the values filled in. */
  readonly title: string
  /** The same cause about the same subject is told once, then counted. */
  readonly subject: string
  /** Lines that quote the exchange, and the hop and step that did it. */
  readonly evidence: readonly string[]
  /** When it is less sure, or less harmful, than the rule's own. */
  readonly level?: Level
  /** Further symptoms that it explains here. */
  readonly explains?: readonly string[]
}

export type Advice<Who extends string> = Partial<Record<Who | 'any', string>>

export interface Example {
  readonly note?: string
  /** Wire notation; `<` without `>>` is the front's own answer, or a cache's when the body is an earlier one. */
  readonly wire: string
  /** What the app prints meanwhile, when its output is known. */
  readonly output?: string
  /** Other findings that this traffic leads to as well. */
  readonly also?: readonly string[]
}

export interface Diagnosis {
  /** File name = catalogue id = name. */
  readonly name: string
  readonly level: Level
  /** One line: what goes wrong. */
  readonly about: string
  /** Why it does not happen on http://localhost:3000. */
  readonly local: string
  /** Symptoms that are not told beside it. */
  readonly explains?: readonly string[]
  /** One of these lists must be there, whole. */
  readonly looksAt: readonly (readonly Sign[])[]
  check(scene: Scene): Sight | undefined
  readonly fix: { readonly app?: Advice<Library>; readonly front?: Advice<FrontName> }
  readonly examples: { readonly found: readonly Example[]; readonly quiet: readonly Example[] }
}

/** Checks the shape; adds nothing at run time. */
export function diagnosis(definition: Diagnosis): Diagnosis {
  return definition
}
