// The front as a test of somebody else starts it, on the demo app.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, startFront } from '../../src/api/main.ts'
import type { DemoApp } from '../../src/demo/app.ts'
import { startDemoApp } from '../../src/demo/app.ts'

let app: DemoApp
const before = process.env.XDG_STATE_HOME
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-state-'))
beforeAll(async () => {
  process.env.XDG_STATE_HOME = state
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

test('check answers what the command prints', async () => {
  const { results } = await check({
    upstream: String(app.port),
    scenarios: ['direct', 'strip-set-cookie'],
    credentials: { user: 'alice', password: 'pw' },
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
