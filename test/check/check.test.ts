// The check itself, on the demo app: real fronts, real requests, verdicts as measured in test/real with nginx and Chromium.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import { foundLogin } from '../../src/check/found-login.ts'
import { withoutBrowser } from '../../src/check/without-browser.ts'
import { type DemoApp, startDemoApp } from '../../src/demo/app.ts'
import { checkText } from '../../src/views/check-text.ts'
import { sentence } from '../../src/views/check-words.ts'
import { PLAIN } from '../../src/views/style.ts'

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

const optionsFor = (scenarios: readonly string[], password = 'pw') => ({
  upstreams: [
    { name: 'a', scheme: 'http' as const, host: '127.0.0.1', port: app.port, authority: `127.0.0.1:${app.port}` },
  ],
  scenarios,
  play: foundLogin({ user: 'alice', password }),
  driver: async () => withoutBrowser,
})

test('each front does to the demo app what was measured, and the failures have their causes', {
  timeout: 60_000,
}, async () => {
  const checked = await check(
    optionsFor(['nginx-recommended', 'behind-nginx', 'nginx-missing-proto', 'nginx-two-hops', 'nginx-cache-dangerous']),
  )
  const all = { signedIn: true, reload: true, server: true, client: null, api: true, apart: true, signedOut: true }
  const none = { ...all, signedIn: false, reload: false, server: false, api: false, signedOut: null }
  expect(Object.fromEntries(checked.results.map(({ scenario, held }) => [scenario, held]))).toEqual({
    'nginx-recommended': all,
    'behind-nginx': none,
    'nginx-missing-proto': { ...all, signedIn: false },
    'nginx-two-hops': { ...all, signedIn: false },
    'nginx-cache-dangerous': { ...none, api: true, apart: false },
  })
  expect(checked.plan).toMatchObject({
    entrance: { path: '/login' },
    home: '/',
    mark: { text: 'alice' },
    api: '/api/me',
  })
  for (const { survives, cause } of checked.results) expect(cause === undefined).toBe(survives)
  expect(sentence(checked)).toBe('survives 1 of 5; the 4 failures have 4 causes')
  const text = checkText(checked, { style: PLAIN, width: 140 })
  const lines = text.split('\n').slice(1, 6)
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    ...['behind-nginx', 'nginx-missing-proto', 'nginx-two-hops', 'nginx-cache-dangerous', 'nginx-recommended'],
  ])
})

test('a wrong password, a name that is none and an app that is not there are told as such', async () => {
  await expect(check(optionsFor(['direct'], 'wrong'))).rejects.toThrow(
    /signing in as alice at \/login failed.*: status 401/,
  )
  await expect(check(optionsFor(['behind-ngnix']))).rejects.toThrow(/no scenario "behind-ngnix"/)
  const options = optionsFor(['direct'])
  const upstreams = [{ ...options.upstreams[0]!, port: 1, authority: '127.0.0.1:1' }]
  await expect(check({ ...options, upstreams })).rejects.toThrow(/gives no page/)
})
