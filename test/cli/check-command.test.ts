// Somebody's own tests behind each front: what the command is given, and that how it ends is the verdict.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startDemoApp } from '../../src/demo/app.ts'
import { folder, run } from './run.ts'

/** A login by fetch(), as a test of an app without a browser has it; the password comes from the environment. */
const TESTS = `
import { appendFileSync } from 'node:fs'
const base = process.env.BASE_URL
appendFileSync('asked', process.env.REPRO_SCENARIO + ' ' + base + '\\n')
const page = await fetch(base + '/login', { method: 'POST', redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ username: process.env.REPRO_USER, password: process.env.REPRO_PASSWORD }) })
const to = new URL(page.headers.get('location'), base)
if (to.origin !== new URL(base).origin) { console.log('sent away to ' + to.origin); process.exit(4) }
const cookie = page.headers.getSetCookie()[0].split(';')[0]
const said = await (await fetch(to, { headers: { cookie } })).text()
if (!said.includes('Signed in as ' + process.env.REPRO_USER)) process.exit(5)
`

const flags = (port: number, command: string, scenarios: string) =>
  [
    ...['check', '--upstream', String(port), '--command', command, '--scenario', scenarios, '--json'],
    ...['--driver', 'browserless', '--user', 'alice', '--password', 'pw'],
  ] as const

test('a command that passes survives, one that fails does not, and its last words are told', async () => {
  const app = await startDemoApp()
  const cwd = await folder({ 'login.mjs': TESTS })
  const all = flags(app.port, `"${process.execPath}" login.mjs`, 'nginx-recommended,nginx-missing-proto')
  const { code, out, err } = await run(all, { cwd })
  await app.close()
  expect(code, err).toBe(1)
  const { results } = JSON.parse(out) as { results: { scenario: string; held: object; seen: string[] }[] }
  expect(Object.fromEntries(results.map(({ scenario, held }) => [scenario, held]))).toEqual({
    'nginx-recommended': { command: true },
    'nginx-missing-proto': { command: false },
  })
  expect(out).toMatch(/ended with code 4/)
  expect(out).toMatch(/sent away to http:/)
  const asked = readFileSync(join(cwd, 'asked'), 'utf8').trim().split('\n')
  expect(asked.map((line) => line.split(' ')[0]).sort()).toEqual(['direct', 'nginx-missing-proto', 'nginx-recommended'])
  for (const line of asked) expect(line).toMatch(/ https?:\/\/[a-z0-9.-]+(:\d+)?$/)
}, 60_000)

test('a command that fails with nothing in front, and two plays at once, are told as such', async () => {
  const app = await startDemoApp()
  const cwd = await folder({ 'no.mjs': 'console.log("the database is not there"); process.exit(3)' })
  const failed = await run(flags(app.port, `"${process.execPath}" no.mjs`, 'direct'), { cwd })
  expect({ code: failed.code, out: failed.out }, failed.err).toEqual({ code: 2, out: '' })
  expect(failed.err).toMatch(/error: with nothing in front of the app, ".*no\.mjs" ended with code 3/)
  expect(failed.err).toMatch(/the database is not there/)
  const both = await run([...flags(app.port, 'true', 'direct'), '--flow', 'flow.yaml'], { cwd })
  await app.close()
  expect(both.code).toBe(2)
  expect(both.err).toMatch(/--flow and --command cannot both be given/)
}, 60_000)
