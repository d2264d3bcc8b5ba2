// examples/vitest and examples/playwright as somebody has them who installed the package: the packed tarball, what their lock files
// say, their own commands. Beside their tests stand the examples of docs/testing.md, and tests that must fail.
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts } from './harness/free-port.ts'
import { findProgram, havePrograms } from './harness/programs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-examples-'))
const examples = join(folder, 'package/examples')
const page = readFileSync(join(root, 'docs/testing.md'), 'utf8')

const npm = (args: string[], cwd: string) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** The lock files name `file:../..`: there, the contents of the tarball stand in for the checkout. */
beforeAll(() => {
  const [pack] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root))
  execFileSync('tar', ['-xzf', join(folder, pack.filename), '-C', folder])
  cpSync(join(root, 'examples/express-session'), join(examples, 'express-session'), { recursive: true, filter })
  npm(['ci'], join(examples, 'express-session'))
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const filter = (path: string) => !['node_modules', 'test-results', 'playwright-report'].includes(basename(path))

function install(name: string): string {
  cpSync(join(root, 'examples', name), join(examples, name), { recursive: true, filter })
  npm(['ci'], join(examples, name))
  return join(examples, name)
}

/** The blocks of docs/testing.md of this kind. */
function blocks(kind: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`ts ${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((found) => found[1]!)
}

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function run(cwd: string, program: string, args: string[], more: Record<string, string> = {}): Promise<Ended> {
  const [port] = await freePorts(1)
  const env: NodeJS.ProcessEnv = { ...process.env, ...more, PORT: String(port), NO_COLOR: '1' }
  env.REPRO_PROXY_STATE_DIR = join(folder, 'state')
  // What this runner sets for the tests that it runs.
  for (const name of Object.keys(env))
    if (/^(?:VITEST|NODE_ENV$|TEST$|MODE$|FORCE_COLOR$|CI$)/.test(name)) delete env[name]
  return new Promise((resolve) => {
    const path = join(cwd, 'node_modules/.bin', program)
    execFile(path, args, { cwd, env, maxBuffer: 64 << 20 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

describe('Vitest', () => {
  let here: string
  beforeAll(() => {
    here = install('vitest')
  }, 300_000)

  test('the example passes, and so does what docs/testing.md shows', async () => {
    const shown = [...blocks('vitest'), ...blocks('api').map(asTest)]
    expect(shown).toHaveLength(2)
    for (const [i, text] of shown.entries()) writeFileSync(join(here, `shown-${i}.test.ts`), text)
    const { code, out, err } = await run(here, 'vitest', ['run', '--reporter=json'])
    const { numPassedTests, numTotalTests, success } = JSON.parse(out.slice(out.indexOf('{"')))
    expect({ code, success, err, numPassedTests }).toEqual({
      code: 0,
      success: true,
      err: '',
      numPassedTests: numTotalTests,
    })
    expect(numTotalTests).toBeGreaterThan(14)
  })

  test('a test that fails says why, and the front what it saw', async () => {
    writeFileSync(join(here, 'failing.test.ts'), FAILING_VITEST)
    const { code, out, err } = await run(here, 'vitest', ['run', 'failing.test.ts'])
    expect(code).toBe(1)
    const said = out + err
    expect(said).toContain('the session does not survive behind nginx-missing-proto')
    expect(said).toContain('Fix: front (nginx): proxy_set_header X-Forwarded-Proto')
    expect(said).toMatch(/nginx-missing-proto, https:\/\/shop\.localhost:\d+: \d+ exchanges, 1 browser/)
    expect(said).toContain('1 failed')
  })
})

function asTest(text: string): string {
  const [first, ...rest] = text.split('\n')
  return [
    first,
    "import { test } from 'vitest'",
    "const upstream = process.env.PORT ?? '3000'",
    "test('the API', async () => {",
    ...rest,
    '})',
    '',
  ].join('\n')
}

const FAILING_VITEST = `
import { expect, test as base } from 'repro-proxy/vitest'
const test = base.extend({ scenario: 'nginx-missing-proto' })
test('fails', async ({ front, visitor }) => {
  await visitor.signIn({ user: 'alice', password: 'pw' })
  await expect(front).toSurvive()
})
`

interface Spec {
  readonly title: string
  readonly tests: readonly {
    readonly results: readonly {
      readonly status: string
      readonly errors: readonly { readonly message: string }[]
      readonly attachments: readonly { readonly name: string; readonly body?: string }[]
    }[]
  }[]
}
interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs?: readonly Spec[]
}
const specsOf = ({ suites = [], specs = [] }: Suite): Spec[] => [...specs, ...suites.flatMap(specsOf)]

describe.skipIf(!havePrograms('chromium'))('Playwright', () => {
  let specs: Spec[]
  beforeAll(async () => {
    const here = install('playwright')
    const shown = blocks('playwright')
    expect(shown).toHaveLength(1)
    writeFileSync(join(here, 'shown.spec.ts'), shown[0]!)
    writeFileSync(join(here, 'more.spec.ts'), MORE_PLAYWRIGHT)
    const args = ['test', '--workers=2', '--reporter=json']
    const { out, err } = await run(here, 'playwright', args, { CHROMIUM: findProgram('chromium')! })
    expect(err).toBe('')
    specs = specsOf(JSON.parse(out))
  }, 600_000)

  const statusOf = (spec: Spec) => spec.tests[0]!.results[0]!.status

  test('the example passes, and so does what docs/testing.md shows, and all that is led to the front', () => {
    expect(specs.filter((spec) => statusOf(spec) !== 'passed').map(({ title }) => title)).toEqual(['fails'])
    expect(specs.length).toBeGreaterThan(9)
  })

  test('a test that fails says why, and has report and recording attached, with no secret', () => {
    const { errors, attachments } = specs.find(({ title }) => title === 'fails')!.tests[0]!.results[0]!
    expect(errors[0]!.message).toContain('the session does not survive behind strip-set-cookie')
    expect(errors[0]!.message).toMatch(/cookie connect\.sid stripped \(#\d+ POST \/login 303\)/)
    expect(errors[0]!.message).toContain('Fix: ')
    const attached = new Map(attachments.map(({ name, body }) => [name, Buffer.from(body ?? '', 'base64').toString()]))
    const report = attached.get('repro-proxy report')!
    const recording = attached.get('repro-proxy recording.jsonl')!
    expect(report).toContain('strip-set-cookie, https://shop.example.com: ')
    expect(report).toMatch(/Set-Cookie: connect\.sid=~[0-9a-f]{6}\.\d+/)
    expect(recording.split('\n')[0]).toContain('"masked":true')
    for (const text of [report, recording]) expect(text).not.toMatch(/connect\.sid=s%3A|password=pw/)
    writeFileSync(join(folder, 'attached.jsonl'), recording)
    const bin = join(examples, 'playwright/node_modules/.bin/repro-proxy')
    expect(execFileSync(bin, ['report', join(folder, 'attached.jsonl')], { encoding: 'utf8' })).toContain('connect.sid')
  })

  test('every other test has nothing attached', () => {
    const passed = specs.filter((spec) => statusOf(spec) === 'passed')
    expect(passed.flatMap(({ tests }) => tests[0]!.results[0]!.attachments)).toEqual([])
  })
})

const MORE_PLAYWRIGHT = `
import { expect as own } from '@playwright/test'
import { expect, test } from 'repro-proxy/playwright'

const form = { username: 'alice', password: 'pw' }

test.describe('below a path', () => {
  test.use({ scenario: 'apache-subpath' })
  test('baseURL', async ({ page, baseURL, front }) => {
    own(baseURL).toBe('https://shop.example.com/app/')
    await page.goto('./login')
    await own(page).toHaveURL('https://shop.example.com/app/login')
    await own(front).toHaveNoFindings()
  })
})

test.describe('requests of the runner', () => {
  test.use({ scenario: 'nginx-recommended' })
  test('request', async ({ request, front }) => {
    const answer = await request.post('/login', { form })
    own(answer.url()).toBe('https://shop.example.com/')
    own(await answer.text()).toContain('Signed in as alice')
    await expect(front).toKeepCookie('connect.sid')
  })
  test('elsewhere', async ({ request }) => {
    own((await request.get('http://localhost:' + (process.env.PORT ?? ''))).status()).toBe(200)
  })
  test('plain http, and a secure context', async ({ page }) => {
    await page.goto('/')
    own(await page.evaluate(() => isSecureContext)).toBe(true)
    const answer = await page.goto('http://shop.example.com/login')
    own(answer?.status()).toBe(400)
  })
  test('two contexts are two visitors', async ({ page, browser, baseURL }) => {
    await page.request.post('/login', { form })
    const other = await (await browser.newContext({ baseURL })).newPage()
    await other.goto('/')
    await own(other.getByText('Signed out')).toBeVisible()
    await page.goto('/')
    await own(page.getByText('Signed in as alice')).toBeVisible()
  })
})

test.describe('a port that is the point', () => {
  test.use({ scenario: 'nonstandard-port' })
  test('stays', async ({ page, front }) => {
    await page.goto('/')
    await own(page).toHaveURL('https://shop.example.com:' + front.port + '/')
  })
})

test.describe('a front that strips', () => {
  test.use({ scenario: 'strip-set-cookie' })
  test('fails', async ({ page, front }) => {
    await page.goto('/login')
    await page.getByLabel('User name').fill('alice')
    await page.getByLabel('Password').fill('pw')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('/')
    await expect(front).toSurvive()
  })
})
`
