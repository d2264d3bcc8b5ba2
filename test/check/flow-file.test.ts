// A flow that somebody wrote down: what is wrong with the file is told with its place, and what it proves is the same with and
// without a browser.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserAt } from '../../src/browser/find.ts'
import { check } from '../../src/check/check.ts'
import { readFlow } from '../../src/check/flow-file/read.ts'
import { writtenFlow } from '../../src/check/flow-file/written-flow.ts'
import { withBrowser } from '../../src/check/with-browser.ts'
import { withoutBrowser } from '../../src/check/without-browser.ts'
import { UserError } from '../../src/core/user-error.ts'
import { type DemoApp, startDemoApp } from '../../src/demo/app.ts'

let app: DemoApp
const before = process.env.XDG_STATE_HOME
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-flow-'))
const file = join(state, 'flow.yaml')
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

const SECRETS = { REPRO_USER: 'alice', REPRO_PASSWORD: 'pw' }

async function complaint(text: string, env: Record<string, string> = SECRETS): Promise<string> {
  writeFileSync(file, text)
  const error = await readFlow(file, env).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  const { message, hint } = error as UserError
  return `${message}\n${hint ?? ''}`.replaceAll(file, 'flow.yaml')
}

test.each([
  ['steps:\n  - vist: /login\n', /flow\.yaml:2:5: .*"?vist"?.*visit/s],
  ['steps:\n  - visit: login\n', /flow\.yaml:2:12: /],
  ['steps:\n  - visit: /\n    click: Go\n', /flow\.yaml:2:5: .*a step is one of visit, fill/s],
  ['steps:\n  - visit: /\n  - expect: { txt: hi }\n', /flow\.yaml:3:15: .*text/s],
  ['steps:\n  - visit: /\n    proves: api\n', /flow\.yaml:2:5: .*"proves" belongs to "expect"/s],
  ['steps:\n  - visit: /\n', /flow\.yaml:2:5: without an "expect" this flow proves nothing/],
  ['steps:\n  - click: Go\n  - expect: { text: hi }\n', /flow\.yaml:2:5: a flow begins with "visit"/s],
  ['steps: []\n', /flow\.yaml:1:1: it must not be empty/],
])('a mistake is told with its place: %j', async (text, told) => {
  expect(await complaint(text)).toMatch(told)
})

test('what the environment does not give is told by name, and where', async () => {
  const text = `steps:\n  - visit: /\n  - fill: { user: "\${NOBODY}" }\n  - expect: { text: hi }\n`
  expect(await complaint(text)).toMatch(/flow\.yaml:3:19: \$\{NOBODY\}: the environment has no NOBODY/)
})

/** The flow of the docs. */
const PAGE = readFileSync(new URL('../../docs/check.md', import.meta.url), 'utf8')
const FLOW = /```yaml flow\n([^`]+)```/.exec(PAGE)![1]!

async function played(text: string, scenarios: readonly string[], path?: string) {
  writeFileSync(file, text)
  return check({
    upstreams: [
      { name: 'a', scheme: 'http' as const, host: '127.0.0.1', port: app.port, authority: `127.0.0.1:${app.port}` },
    ],
    scenarios,
    play: writtenFlow(await readFlow(file, SECRETS)),
    driver: async (door) => (path === undefined ? withoutBrowser : withBrowser({ path, ...door })),
  })
}

const chromium = browserAt(undefined)
const drivers: [string, string | undefined][] = [['without a browser', undefined]]
if (chromium !== undefined) drivers.push(['with a browser', chromium])
else if (process.env.REPRO_REQUIRE_REAL) throw new Error('no Chromium is installed')
else process.stderr.write('the browser half of the flow tests is skipped: install Chromium\n')

test.each(drivers)(
  'a flow proves what each front does to the demo app, %s',
  async (_, path) => {
    const checked = await played(FLOW, ['nginx-recommended', 'behind-nginx', 'nginx-missing-proto'], path)
    const all = { signedIn: true, reload: true, api: true, apart: true, signedOut: true }
    expect(Object.fromEntries(checked.results.map(({ scenario, held }) => [scenario, held]))).toEqual({
      'nginx-recommended': all,
      // Nobody is signed in, so there is no button to sign out with.
      'behind-nginx': { ...all, signedIn: false, reload: false, api: false, signedOut: null },
      // The sign-in ends on http, where the page that is opened again and the page's fetch() have no cookie.
      'nginx-missing-proto': { ...all, signedIn: false, reload: false, api: false, signedOut: false },
    })
    expect(checked.plan.assumed.slice(1).map((line) => line.replace(/^.*flow\.yaml:/, ''))).toEqual([
      '7 proves signed-in',
      '9 proves reload',
      '11 proves api',
      '14 proves second-visitor',
      '18 proves signed-out',
    ])
    const told = checked.results.flatMap(({ seen }) => seen).join('\n')
    expect(told).toMatch(/flow\.yaml:7: .*"Signed in as \$\{REPRO_USER\}"/)
    expect(told).not.toContain('alice')
  },
  120_000,
)

test('a flow that fails with nothing in front is a mistake of the flow, with its place', async () => {
  const wrong = FLOW.replace('text: Signed out', 'text: Goodbye')
  await expect(played(wrong, ['direct'])).rejects.toThrow(
    /flow\.yaml:18:5: with nothing in front of the app, \/ does not say "Goodbye"/,
  )
  const lost = FLOW.replace('click: Sign out', 'click: leave')
  await expect(played(lost, ['direct'])).rejects.toThrow(
    /"click" cannot be done: there is no button or link "leave"; there are "Sign out"/,
  )
  const unnamed = FLOW.replace('User name:', 'Email:')
  await expect(played(unnamed, ['direct'])).rejects.toThrow(/there is no field "Email"; there are "User name/)
}, 60_000)
