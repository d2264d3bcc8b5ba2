// What the name of a cookie says: whose library it is, whether a login hangs on it, whether it is a part of a larger one.
// Names as in the packages' sources (next-auth 4.24, next-auth 5 beta, better-auth 1.7, @supabase/ssr 0.12, express-session 1.19).
import type { CookiePair } from '../core/cookies.ts'
import type { Library } from '../core/diagnosis.ts'
import { remembered } from '../core/remembered.ts'

const LIBRARY_OF: readonly [pattern: RegExp, library: Library][] = [
  [/^next-auth\.(?:session-token|csrf-token|callback-url|state|pkce)/, 'next-auth-4'],
  [/^authjs\.(?:session-token|csrf-token|callback-url|state|pkce|nonce)/, 'authjs-5'],
  [/^better-auth\./, 'better-auth'],
  [/^connect\.sid$/, 'express-session'],
  [/^sb-[a-z0-9-]+-auth-token/, 'supabase'],
]

/** The name without a `__Secure-` or `__Host-` in front. */
export function bareName(name: string): string {
  return name.replace(/^__(?:secure|host-http|host|http)-/i, '')
}

/** The library that this cookie belongs to, when name or value leave no doubt. */
export function libraryOf({ name, value }: CookiePair): Library | undefined {
  // The seal format of iron-session begins with its version.
  if (/^Fe26\.2(?:\*|%2A|~)/i.test(value)) return 'iron-session'
  // Signed by cookie-signature, and as long as uid-safe makes ids: whatever the name.
  if (/^s(?::|%3A)[\w-]{32}\.[\w%+/]{43,}$/i.test(value)) return 'express-session'
  return ownerOf(name) ?? undefined
}

const ownerOf = remembered((name) => {
  const bare = bareName(name)
  return LIBRARY_OF.find(([pattern]) => pattern.test(bare))?.[1] ?? null
})

const SHORT_LIVED = /csrf|xsrf|callback-url|\bstate\b|state$|pkce|nonce|verifier|txn|return-?to|redirect/i
const SESSION = /sess|(?:^|[._-])sid$|^sid|auth|token|jwt|login|passport|iron|remember|identity|credential/i
const EVERYDAY =
  /^(?:_|theme|lang|locale|next_locale|i18n|consent|cookie|utm|intercom|hubspot|amplitude|ph_|ajs|optimizely|color|dark|visitor|ab[-_])/i

/** Serves one login only (state, PKCE, nonce) or guards a form (CSRF). */
export const isTransactional = remembered((name): boolean => {
  return SHORT_LIVED.test(bareName(name))
})

/** Reads like the cookie that keeps somebody signed in. */
export const isSessionName = remembered((name): boolean => {
  const bare = bareName(name)
  return SESSION.test(bare) && !SHORT_LIVED.test(bare) && !/^_/.test(bare)
})

/** Surely not what keeps somebody signed in: analytics, taste, consent. */
export const isEveryday = remembered((name): boolean => {
  const bare = bareName(name)
  return EVERYDAY.test(bare) && !SESSION.test(bare)
})

/** `name.0`, `name.1`, ... are parts of one session (Auth.js, Supabase): its name and the part's index. */
export function partOf(name: string): { readonly base: string; readonly index: number } | undefined {
  const [, base, index] = /^(.+)\.(\d{1,2})$/.exec(name) ?? []
  return base === undefined ? undefined : { base, index: Number(index) }
}
