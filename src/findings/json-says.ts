// What a small JSON answer tells about a session, in a word: the error that it names, or whether anybody is signed in. Only
// words in the manner of INVALID_ORIGIN are taken over; no other content of a body is ever kept.

export interface Says {
  readonly error?: string
  readonly session?: 'somebody' | 'nobody'
}

/** No digits but in constants: what else may stand there (a one-time code, a token) has some. */
const WORD = /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,40}|[a-z]+(?:[_-][a-z]+){0,8}|[A-Z][a-z]+(?:[A-Z][a-z]+){0,8})$/
/** NextAuth v4 and Auth.js v5 say the same in two tenses (read in the source). */
const CONFIGURATION = /^There (is|was) a problem with the server configuration\b/
/** Where libraries put it: better-auth `code`, Supabase `error_code`, OAuth `error` (RFC 6749 section 5.2). */
const ERRORS = ['code', 'error_code', 'error']
const FLAGS = ['isLoggedIn', 'loggedIn', 'isAuthenticated', 'authenticated', 'signedIn']
const PERSON = ['user', 'session', 'me', 'account', 'profile', 'viewer']
const OWN = ['email', 'username', 'userId', 'sub']

/** Undefined: nothing that is known. `endpoint`: the path asks who is signed in. */
export function saysOf(text: string, { status, endpoint }: { status: number; endpoint: boolean }): Says | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (status >= 400) {
    const error = errorIn(value)
    return error === undefined ? undefined : { error }
  }
  const session = endpoint ? sessionIn(value) : undefined
  return session === undefined ? undefined : { session }
}

function errorIn(value: unknown): string | undefined {
  // React Router: a list whose places point at each other; in production the error has no words of its own.
  if (Array.isArray(value)) return value[1] === 'error' && Array.isArray(value[2]) ? word(value[2][0]) : undefined
  if (!isObject(value)) return undefined
  for (const key of ERRORS) {
    const said = value[key]
    if (word(said)) return word(said)
    if (isObject(said)) return errorIn(said)
  }
  const tense = typeof value.message === 'string' && CONFIGURATION.exec(value.message)?.[1]
  return tense ? (tense === 'is' ? 'NextAuthConfiguration' : 'AuthConfiguration') : undefined
}

const word = (text: unknown) => (typeof text === 'string' && WORD.test(text) ? text : undefined)

function sessionIn(value: unknown): Says['session'] {
  if (value === null) return 'nobody'
  if (!isObject(value)) return undefined
  if (Object.keys(value).length === 0) return 'nobody'
  for (const flag of FLAGS) if (typeof value[flag] === 'boolean') return value[flag] ? 'somebody' : 'nobody'
  const people = PERSON.filter((key) => key in value).map((key) => value[key])
  if (people.length > 0) {
    const named = (one: unknown) =>
      typeof one === 'string' ? one !== '' : isObject(one) && Object.keys(one).length > 0
    if (people.some(named)) return 'somebody'
    return people.every((one) => one === null || one === false || one === '') ? 'nobody' : undefined
  }
  return OWN.some((key) => typeof value[key] === 'string' && value[key] !== '') ? 'somebody' : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
