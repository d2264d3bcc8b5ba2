// The stand-in provider as a client meets it: over TLS, through a front, by the steps of the protocol.
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { loadSource } from '../../src/scenario/load.ts'
import { request, startApp, startFixture } from '../proxy/fixture.ts'

async function provider(options = '{}') {
  const text = `front: [{ nginx: [] }]\nsites:\n  idp:\n    host: idp.localhost\n    steps:\n      - identity-provider: ${options}\n`
  const scenario = await loadSource({ name: 'test', text })
  let reached = 0
  const app = await startApp((_, res) => {
    reached += 1
    res.end('app')
  })
  const { https, events } = await startFixture(app, { scenario })
  const host = `idp.localhost:${https}`
  const call = async (
    path: string,
    { form, headers = {} }: { form?: Record<string, string>; headers?: Record<string, string> } = {},
  ) => {
    const body = form && new URLSearchParams(form).toString()
    const type =
      body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length }
    const method = body === undefined ? 'GET' : 'POST'
    return request(https, path, {
      method,
      headers: { Host: host, ...type, ...headers },
      ...(body === undefined ? {} : { body }),
    })
  }
  return { call, issuer: `https://${host}`, reached: () => reached, events }
}

const BACK = 'https://shop.localhost/callback'
const VERIFIER = randomBytes(32).toString('base64url')
const asks = (more: Record<string, string> = {}) => ({
  response_type: 'code',
  client_id: 'shop',
  redirect_uri: BACK,
  state: 's1',
  nonce: 'n1',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
  ...more,
})
const query = (fields: Record<string, string>) => `/authorize?${new URLSearchParams(fields)}`
const redeem = (code: string, more: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: BACK,
  client_id: 'shop',
  code_verifier: VERIFIER,
  ...more,
})
const part = (token: string, i: number) => JSON.parse(Buffer.from(token.split('.')[i]!, 'base64url').toString())

test('the code flow, from discovery to userinfo, with a token whose signature holds', async () => {
  const { call, issuer, reached, events } = await provider()
  const about = JSON.parse((await call('/.well-known/openid-configuration')).body)
  expect(about).toMatchObject({ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` })

  const page = await call(query(asks()))
  expect(page.status).toBe(200)
  expect(page.body).toContain('value="alice"')
  const back = await call('/authorize', { form: { ...asks(), user: 'bob' } })
  expect(back.status).toBe(302)
  const to = new URL(back.headers.location!)
  expect([to.origin + to.pathname, [...to.searchParams.keys()], to.searchParams.get('state')]).toEqual([
    BACK,
    ['code', 'state'],
    's1',
  ])

  const code = to.searchParams.get('code')!
  const told = JSON.parse((await call('/token', { form: redeem(code) })).body)
  expect(told).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
  const { keys } = JSON.parse((await call('/jwks')).body)
  const [head, body, signature] = told.id_token.split('.')
  const key = createPublicKey({ key: keys[0], format: 'jwk' })
  expect(verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
  expect(part(told.id_token, 0)).toEqual({ alg: 'RS256', typ: 'JWT', kid: keys[0].kid })
  expect(part(told.id_token, 1)).toMatchObject({
    iss: issuer,
    aud: 'shop',
    nonce: 'n1',
    sub: 'user-bob',
    email: 'bob@example.com',
  })

  const me = await call('/userinfo', { headers: { Authorization: `Bearer ${told.access_token}` } })
  expect(JSON.parse(me.body)).toMatchObject({ sub: 'user-bob', name: 'bob' })
  expect((await call('/userinfo')).status).toBe(401)

  expect(reached()).toBe(0)
  expect(events.flatMap((one: TimelineEvent) => (one.type === 'exchange' ? [one.site] : []))).toEqual(
    Array(7).fill('idp'),
  )
})

test('what a client does wrong is refused as RFC 6749 says', async () => {
  const { call } = await provider('{ users: [alice] }')
  const fresh = async () => new URL((await call(query(asks()))).headers.location!).searchParams.get('code')!
  const refused = async (code: string, more: Record<string, string>) => {
    const { status, body } = await call('/token', { form: redeem(code, more) })
    return [status, JSON.parse(body).error]
  }
  expect(await refused(await fresh(), { code_verifier: 'another' })).toEqual([400, 'invalid_grant'])
  expect(await refused(await fresh(), { redirect_uri: `${BACK}/` })).toEqual([400, 'invalid_grant'])
  expect(await refused(await fresh(), { client_id: 'another' })).toEqual([400, 'invalid_client'])
  expect(await refused('unknown', {})).toEqual([400, 'invalid_grant'])
  expect(await refused(await fresh(), { grant_type: 'password' })).toEqual([400, 'unsupported_grant_type'])
  const code = await fresh()
  expect((await call('/token', { form: redeem(code) })).status).toBe(200)
  expect(await refused(code, {})).toEqual([400, 'invalid_grant'])
  // Whoever asks so may be sent nowhere.
  for (const odd of ['javascript:alert(1)', 'x', '']) {
    const { status, headers, body } = await call(query(asks({ redirect_uri: odd })))
    expect([status, headers.location]).toEqual([400, undefined])
    expect(body).not.toContain('javascript:')
  }
  const hostile = await call(query(asks({ state: '"><script>alert(1)</script>', response_mode: 'form_post' })))
  expect(hostile.body).not.toContain('<script>alert')
  expect((await call('/elsewhere')).status).toBe(404)
})

test('form_post, another state, no state', async () => {
  const post = await provider('{ users: [alice], response-mode: form_post }')
  const page = await post.call(query(asks()))
  expect([page.status, page.headers.location]).toEqual([200, undefined])
  expect(page.body).toContain(`<form method="post" action="${BACK}">`)
  expect(page.body).toMatch(/name="code" value="[0-9a-f]{32}"/)
  expect(page.body).toContain('name="state" value="s1"')
  const stateOf = async (options: string) => {
    const { call } = await provider(options)
    return new URL((await call(query(asks()))).headers.location!).searchParams.get('state')
  }
  expect(await stateOf('{ users: [alice], state: wrong }')).toBe('s1x')
  expect(await stateOf('{ users: [alice], state: missing }')).toBe(null)
})
