// The front as a test of somebody else starts it, on the demo app.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, scenarios, scenariosIn, startFront } from '../../src/api/main.ts'
import { suitable } from '../../src/check/suitable.ts'
import type { DemoApp } from '../../src/demo/app.ts'
import { startDemoApp } from '../../src/demo/app.ts'
import { listScenarios } from '../../src/scenario/find.ts'
import { ASKED_FOR } from '../../src/scenario/groups.ts'
import { openAuthorities } from '../../src/tls/authorities.ts'

let app: DemoApp
const before = process.env.XDG_STATE_HOME
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-state-'))
beforeAll(async () => {
  process.env.XDG_STATE_HOME = state
  // Keys take their time, and are made once.
  await openAuthorities()
  app = await startDemoApp()
})
afterAll(async () => {
  await app.close()
  if (before === undefined) delete process.env.XDG_STATE_HOME
  else process.env.XDG_STATE_HOME = before
  rmSync(state, { recursive: true, force: true })
})

test('a front is started, told of, swapped and ended', async () => {
  const front = await startFront({ upstream: `localhost:${app.port}`, scenario: 'nginx-recommended' })
  const login = () =>
    new Promise<number>((resolve, reject) => {
      const headers = {
        host: new URL(front.url).host,
        origin: front.url,
        'content-type': 'application/x-www-form-urlencoded',
      }
      const place = { host: '127.0.0.1', port: front.port, servername: 'shop.localhost', agent: false as const }
      const sent = request(
        { ...place, ca: [...front.certificates], path: '/login', method: 'POST', headers },
        (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
        },
      )
      sent.on('error', reject).end('username=alice&password=pw')
    })
  expect(await login()).toBe(303)
  for await (const event of front.events()) if (event.type === 'cookie') break
  expect(front.cookies.map(({ name, moment }) => [name, moment])).toEqual([['sid', 'kept']])
  await expect(front.swap('behind-ngnix')).rejects.toThrow(/no scenario "behind-ngnix"/)
  await front.swap('strip-set-cookie')
  await login()
  await front.close()
  const told = []
  for await (const event of front.events()) told.push(event)
  expect(told.filter(({ type }) => type === 'exchange')).toHaveLength(2)
  expect(front.cookies.at(-1)?.moment).toBe('stripped')
})

const alice = { user: 'alice', password: 'pw' }

test('a visitor signs in, moves about and signs out; the front tells of it at once', async () => {
  await using front = await startFront({ upstream: String(app.port), scenario: 'nginx-recommended' })
  const [visitor, stranger] = [await front.visitor(), await front.visitor()]
  expect(await visitor.signIn(alice)).toMatchObject({ url: `${front.url}/`, status: 200 })
  await front.settled()
  expect(front.logins.map(({ outcome, way }) => [outcome, way])).toEqual([['signed in', 'credentials']])
  expect(front.exchanges.at(-1)).toMatchObject({ end: 'complete', browser: { response: { status: 200 } } })
  expect(await visitor.cookies()).toEqual(['sid'])
  expect((await visitor.open('/')).text).toContain('Signed in as alice')
  expect((await stranger.open('/')).text).not.toContain('Signed in as')
  expect(JSON.parse((await visitor.fetch('/api/me')).body)).toEqual({ user: 'alice' })
  await visitor.press('Sign out')
  expect(await visitor.cookies()).toEqual([])
  await visitor.open('/login')
  const wrong = await visitor.submit({ 'user name': 'alice', password: 'wrong' })
  expect(wrong.status).toBe(401)
  await expect(visitor.submit({ nickname: 'x' })).rejects.toThrow(/has no field "nickname"/)
  await expect(visitor.press('Nowhere')).rejects.toThrow(/no link or button "Nowhere"/)
  await expect(stranger.signIn(alice, '/api/me')).rejects.toThrow(/no sign-in form was found; looked at \/api\/me/)
})

test('what it hands on is masked, and names the scenario that plays', async () => {
  await using front = await startFront({ upstream: String(app.port), scenario: 'behind-nginx' })
  const visitor = await front.visitor()
  await visitor.signIn(alice)
  await front.settled()
  const [secret] = front.cookies.flatMap(({ value }) => value ?? [])
  expect(secret).toMatch(/^\S{20,}$/)
  for (const text of [front.report(), front.report('markdown'), front.recording()]) {
    expect(text).toContain('host-rewritten-to-upstream')
    expect(text).not.toContain(secret)
  }
  const types = front
    .recording()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type)
  const told: string[] = []
  for await (const { type } of front.events()) if (told.push(type) === types.length - 1) break
  expect(types).toEqual(['front', ...told])
  expect(front.scenario).toBe('behind-nginx')
  await front.swap('apache-subpath')
  expect([front.scenario, front.base]).toEqual(['apache-subpath', `${front.url}/app`])
  await front.close()
  await front.close()
  expect(await visitor.open('/')).toMatchObject({ status: 0 })
})

test('the URL of production has no port, except where the port is what it is about', async () => {
  const options = { upstream: String(app.port), host: 'shop.example.com', portless: true }
  await using front = await startFront(options)
  expect(front.url).toBe('https://shop.example.com')
  expect(front.browserFlags[0]).toContain(`MAP shop.example.com:443 127.0.0.1:${front.port}`)
  expect(front.certificates).toHaveLength(2)
  expect(front.certificateFile).toContain('host-shop.example.com')
  const visitor = await front.visitor()
  expect((await visitor.signIn(alice)).url).toBe('https://shop.example.com/')
  await using other = await startFront({ ...options, scenario: 'nonstandard-port' })
  expect(other.url).toBe(`https://shop.example.com:${other.port}`)
})

test('the names at hand are those that are shipped', async () => {
  const listed = await listScenarios()
  const named = (fits: (group: string) => boolean) => listed.filter(({ group }) => fits(group)).map(({ name }) => name)
  const { names, leftOut } = suitable(listed, 1)
  expect(scenarios).toEqual(names)
  expect([...names, ...leftOut.map(({ name }) => name)].sort()).toEqual(
    named((group) => !ASKED_FOR.includes(group)).sort(),
  )
  expect(scenariosIn('nginx', 'visitors')).toEqual(named((group) => group === 'nginx' || group === 'visitors'))
  expect(() => scenariosIn('ngnix')).toThrow(/no group "ngnix"; did you mean "nginx"/)
})

test('check answers what the command prints', async () => {
  const { results } = await check({
    upstream: String(app.port),
    scenarios: ['direct', 'strip-set-cookie'],
    credentials: alice,
    driver: 'browserless',
  })
  expect(results.map(({ scenario, survives }) => [scenario, survives])).toEqual([
    ['direct', true],
    ['strip-set-cookie', false],
  ])
})

test('check plays a flow file, and asks for one thing to play', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-api-'))
  const flow = join(folder, 'flow.yaml')
  writeFileSync(flow, 'steps:\n  - visit: /login\n  - submit\n  - expect: { text: Signed in as alice }\n')
  const options = {
    upstream: String(app.port),
    scenarios: ['direct', 'strip-set-cookie'],
    driver: 'browserless',
  } as const
  const { results } = await check({ ...options, flow })
  rmSync(folder, { recursive: true })
  expect(results.map(({ scenario, held }) => [scenario, held])).toEqual([
    ['direct', { signedIn: true }],
    ['strip-set-cookie', { signedIn: false }],
  ])
  await expect(check(options)).rejects.toThrow(/nobody to sign in as/)
  await expect(check({ ...options, flow, command: 'true' })).rejects.toThrow(/--flow and --command cannot both/)
})
