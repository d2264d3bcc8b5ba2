// A stand-in identity provider: OpenID Connect's authorization code flow with PKCE, discovery and userinfo, for any client
// with any secret. What it does wrong, it does because it was told to: that is what it is for.
import type { Reply } from '../core/exchange.ts'
import { formPostPage, mistakePage, signInPage, twicePage } from './pages.ts'
import { createSigner, isVerified } from './tokens.ts'

export interface ProviderOptions {
  /** `asked`: as the client wants it. */
  readonly responseMode: 'asked' | 'query' | 'form_post'
  readonly state: 'echo' | 'wrong' | 'missing'
  /** The user goes back twice, as a double click does. */
  readonly twice: boolean
  /** With one, nobody is asked. */
  readonly users: readonly string[]
  readonly random: () => number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface Asked {
  readonly method: string
  /** Scheme, host and port that were asked, which are the issuer. */
  readonly issuer: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly authorization: string | undefined
}

export interface Provider {
  /** Undefined: there is no such page. */
  answer(asked: Asked): Reply | Promise<Reply> | undefined
  /** The user goes back with this request; a real one takes its time over that. */
  sendsBack(asked: Pick<Asked, 'method' | 'path'>): boolean
}

interface Grant {
  readonly user: string
  readonly client: string
  readonly redirectUri: string
  readonly nonce: string | undefined
  readonly challenge: string | undefined
  readonly method: string
  readonly at: number
}

/** Codes are good for a minute and once (RFC 6749 section 4.1.2 wants at most ten minutes, and once). */
const CODE_LIFE = 60_000
const TOKEN_LIFE = 3600
/** Milliseconds that a second press gets to leave the browser. */
const SECOND_PRESS = 500
const MOST = 1000

export function createProvider(options: ProviderOptions): Provider {
  const { users, now, random } = options
  const signer = createSigner()
  const codes = new Map<string, Grant>()
  const tokens = new Map<string, string>()
  const waiting = new Map<string, () => void>()
  const secret = () =>
    Array.from({ length: 8 }, () =>
      Math.floor(random() * 65536)
        .toString(16)
        .padStart(4, '0'),
    ).join('')
  const remember = <T>(map: Map<string, T>, value: T): string => {
    if (map.size >= MOST) map.delete(map.keys().next().value!)
    const key = secret()
    map.set(key, value)
    return key
  }

  function back(request: URLSearchParams, user: string): Reply {
    const to = request.get('redirect_uri')!
    const code = remember(codes, {
      user,
      client: request.get('client_id')!,
      redirectUri: to,
      nonce: request.get('nonce') ?? undefined,
      challenge: request.get('code_challenge') ?? undefined,
      method: request.get('code_challenge_method') ?? 'plain',
      at: now(),
    })
    const state = request.get('state')
    const fields: [string, string][] = [['code', code]]
    if (state !== null && options.state !== 'missing')
      fields.push(['state', options.state === 'wrong' ? `${state}x` : state])
    const mode = options.responseMode === 'asked' ? request.get('response_mode') : options.responseMode
    if (mode === 'form_post') return html(formPostPage(to, fields, options.twice ? code : undefined))
    const url = new URL(to)
    for (const [name, value] of fields) url.searchParams.set(name, value)
    if (options.twice) return html(twicePage(url.href, code))
    return { status: 302, reason: 'Found', headers: ['Location', url.href, 'Cache-Control', 'no-store'], body: '' }
  }

  function authorize({ issuer, query, form, method }: Asked): Reply {
    const request = method === 'POST' ? form : query
    const wrong = mistakeIn(request)
    if (wrong !== undefined) return html(mistakePage(wrong), 400)
    const user = method === 'POST' ? form.get('user') : users.length === 1 ? users[0]! : null
    if (user === null || !users.includes(user)) return html(signInPage(new URL(issuer).hostname, request, users))
    return back(request, user)
  }

  async function token({ issuer, form, authorization }: Asked): Promise<Reply> {
    if (form.get('grant_type') !== 'authorization_code') return refusal('unsupported_grant_type')
    const code = form.get('code') ?? ''
    const grant = codes.get(code)
    codes.delete(code)
    await pressedAgain(code)
    if (!grant || now() - grant.at > CODE_LIFE) return refusal('invalid_grant', 'this code was used or is too old')
    if (form.get('redirect_uri') !== grant.redirectUri)
      return refusal('invalid_grant', 'another redirect_uri than before')
    if (clientOf(form, authorization) !== grant.client) return refusal('invalid_client')
    if (grant.challenge !== undefined && !isVerified(grant.challenge, grant.method, form.get('code_verifier') ?? ''))
      return refusal('invalid_grant', 'code_verifier does not fit code_challenge')
    const at = Math.floor(now() / 1000)
    const nonce = grant.nonce === undefined ? {} : { nonce: grant.nonce }
    const claims = { iss: issuer, aud: grant.client, iat: at, exp: at + TOKEN_LIFE, ...nonce, ...profile(grant.user) }
    return json({
      access_token: remember(tokens, grant.user),
      token_type: 'Bearer',
      expires_in: TOKEN_LIFE,
      scope: 'openid profile email',
      id_token: await signer.token(claims),
    })
  }

  /** The page that waits for it is told that the code is used, and its second press gets there before this answer does. */
  async function pressedAgain(code: string): Promise<void> {
    const tell = waiting.get(code)
    if (!waiting.delete(code)) return
    tell?.()
    await new Promise((done) => setTimeout(done, SECOND_PRESS))
  }

  function redeemed({ query }: Asked): Promise<Reply> {
    if (waiting.size >= MOST) waiting.delete(waiting.keys().next().value!)
    return new Promise((resolve) => waiting.set(query.get('code') ?? '', () => resolve(json({}))))
  }

  function userinfo({ authorization }: Asked): Reply {
    const user = tokens.get(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '')
    return user === undefined ? refusal('invalid_token', 'who asks?', 401) : json(profile(user))
  }

  function goodbye({ query }: Asked): Reply {
    const to = query.get('post_logout_redirect_uri')
    if (to === null || !isWeb(to)) return html(mistakePage('post_logout_redirect_uri is missing'), 400)
    return { status: 302, reason: 'Found', headers: ['Location', to], body: '' }
  }

  return {
    sendsBack: ({ method, path }) => path === '/authorize' && (method === 'POST' || users.length === 1),
    answer(asked) {
      const { path, method, issuer } = asked
      if (path === '/authorize') {
        signer.prepare()
        return authorize(asked)
      }
      if (path === '/token' && method === 'POST') return token(asked)
      if (path === '/redeemed' && options.twice) return redeemed(asked)
      if (path === '/userinfo') return userinfo(asked)
      if (path === '/end-session') return goodbye(asked)
      if (path === '/jwks') return signer.keys().then((keys) => json(keys))
      if (path === '/.well-known/openid-configuration') return json(discovery(issuer))
      return undefined
    },
  }
}

/** OpenID Connect Discovery 1.0, section 3. */
function discovery(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/end-session`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256', 'plain'],
    claims_supported: ['sub', 'name', 'email', 'email_verified', 'preferred_username'],
  }
}

function profile(user: string): Record<string, unknown> {
  const email = user.includes('@') ? user : `${user}@example.com`
  return { sub: `user-${user}`, name: user, preferred_username: user, email, email_verified: true }
}

/** Told on the provider's own page: whoever sent this may not be sent anywhere (RFC 6749 section 4.1.2.1). */
function mistakeIn(request: URLSearchParams): string | undefined {
  if (!request.get('client_id')) return 'client_id is missing'
  if (!isWeb(request.get('redirect_uri') ?? '')) return 'redirect_uri is missing or is no URL'
  if (request.get('response_type') !== 'code') return 'response_type: only "code" is known here'
  return undefined
}

const isWeb = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

/** client_secret_basic, client_secret_post, or a public client. */
function clientOf(form: URLSearchParams, authorization: string | undefined): string | null {
  const [, basic] = /^Basic (.+)$/i.exec(authorization ?? '') ?? []
  if (basic === undefined) return form.get('client_id')
  const [name = ''] = Buffer.from(basic, 'base64').toString().split(':')
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    return name
  }
}

function html(body: string, status = 200): Reply {
  const headers = ['Content-Type', 'text/html; charset=utf-8', 'Cache-Control', 'no-store']
  return { status, reason: status === 200 ? 'OK' : 'Bad Request', headers, body }
}

function json(value: object, status = 200, reason = 'OK'): Reply {
  const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
  return { status, reason, headers, body: JSON.stringify(value) }
}

/** RFC 6749 section 5.2. */
function refusal(error: string, description?: string, status = 400): Reply {
  const more = description === undefined ? {} : { error_description: description }
  return json({ error, ...more }, status, status === 401 ? 'Unauthorized' : 'Bad Request')
}
