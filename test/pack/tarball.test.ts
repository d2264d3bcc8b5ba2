// What is published: the packed tarball, installed into an empty folder by npm, does its job there.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-pack-'))
const env = { ...process.env, REPRO_PROXY_STATE_DIR: join(folder, 'state'), NO_COLOR: '1' }
let packed: string[] = []

beforeAll(() => {
  const npm = (args: string[], cwd: string) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [pack] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)) as {
    filename: string
    files: { path: string }[]
  }[]
  packed = pack!.files.map(({ path }) => path)
  writeFileSync(join(folder, 'package.json'), '{ "name": "somewhere-else", "private": true }')
  npm(['install', '--no-audit', '--no-fund', '--no-package-lock', join(folder, pack!.filename)], folder)
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(folder, 'node_modules/.bin/repro-proxy'), args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}

describe('the packed tarball, installed in an empty folder', () => {
  it('holds what runs and what people copy, and no tests, sources or keys', () => {
    const folders = new Set(packed.map((path) => path.split('/')[0]))
    expect([...folders].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'certs',
      'dist',
      'docs',
      'package.json',
      'scenarios',
    ])
    expect(packed.filter((path) => /\.(?:key|pem|p12)$|^certs\/(?!README)/.test(path))).toEqual([])
  })

  it('holds the program in a few files, with every behaviour and the licences of what was taken in', () => {
    const behaviours = readdirSync(join(root, 'src/behaviours')).map((file) => `bin/behaviours/${file.slice(0, -3)}.js`)
    expect(packed).toEqual(expect.arrayContaining(['bin/cli/main.js', 'bin/diagnoses/index.js', ...behaviours]))
    expect(packed).toContain('bin/chunks/LICENSES.txt')
    expect(packed.filter((path) => path.startsWith('bin/') && path.endsWith('.map'))).toEqual([])
  })

  it('says what it does', () => {
    const { status, stdout } = run('--help')
    expect(status).toBe(0)
    expect(stdout).toContain('--scenario')
  })

  it('can be imported', () => {
    const program = "import('repro-proxy').then((all) => console.log(Object.keys(all).sort().join()))"
    const said = spawnSync(process.execPath, ['-e', program], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
    expect(said.stdout.trim()).toBe('UserError,check,loadScenario,scenarios,scenariosIn,startFront')
    expect(packed).toContain('dist/api/main.d.ts')
  })

  it('runs the demo to its documented end', () => {
    const { status, stdout, stderr } = run('demo', '--once')
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) })
    expect(stdout).toContain('InvalidDomain')
  }, 90_000)

  it('checks the scenarios that it ships', () => {
    const scenarios = readdirSync(join(folder, 'node_modules/repro-proxy/scenarios')).filter((file) =>
      file.endsWith('.yaml'),
    )
    expect(scenarios.length).toBeGreaterThan(9)
    const { status, stdout } = run(
      'scenarios',
      'check',
      ...scenarios.map((file) => join('node_modules/repro-proxy/scenarios', file)),
    )
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('ok') })
  }, 90_000)
})

// In TypeScript as strict as it gets, its own declarations not left out, under both ways in which packages are found.
const CONSUMER = `
import { test as playwrightBase } from '@playwright/test'
import { expect as vitestExpect } from 'vitest'
import type { Checked, CookieEvent, FindingEvent, FrontVisitor, RunningFront, Scenario, TimelineEvent } from 'repro-proxy'
import { check, loadScenario, scenarios, scenariosIn, startFront, UserError } from 'repro-proxy'
import * as playwright from 'repro-proxy/playwright'
import type { FrontOptions, FrontWorkerOptions } from 'repro-proxy/playwright'
import * as vitest from 'repro-proxy/vitest'

export async function byHand(): Promise<string> {
  const scenario: Scenario = await loadScenario('nginx-two-hops', { set: { timeout: '1s' } })
  await using front: RunningFront = await startFront({ upstream: ['3000', '3001'], scenario, host: 'shop.localhost' })
  const cookies: readonly CookieEvent[] = front.cookies
  const findings: readonly FindingEvent[] = front.findings
  await using visitor: FrontVisitor = await front.visitor()
  const page = await visitor.signIn({ user: 'alice', password: 'pw' }, '/login')
  for await (const event of front.events()) {
    const told: TimelineEvent = event
    if (told.type === 'exchange' && told.browser.response?.status === 200) break
  }
  await front.swap('direct')
  const checked: Checked = await check({ upstream: '3000', scenarios: [...scenarios, ...scenariosIn('visitors')], flow: 'flow.yaml' })
  const held: boolean | null | undefined = checked.results[0]?.held.signedIn
  // @ts-expect-error: an upstream is needed
  await startFront({})
  // @ts-expect-error: there is no such thing
  front.cookie
  if (held) throw new UserError('x', { hint: 'y' })
  return page.text + cookies.length + findings[0]?.fix.join()
}

vitest.test.extend({ scenario: 'direct', upstream: '4000' })('a', async ({ front, visitor, behind }) => {
  await visitor.open('/')
  await vitest.expect(front).toSurvive({ cookies: ['sid'] })
  await vitestExpect(await behind('direct')).not.toKeepCookie(/^sid$/)
  await vitestExpect(front).toHaveNoFindings({ level: 'error' })
  // @ts-expect-error: the name is needed
  await vitestExpect(front).toKeepCookie()
  // @ts-expect-error: there is no such level
  await vitestExpect(front).toHaveNoFindings({ level: 'fatal' })
})
vitest.test.each(scenarios)('login survives %s', async (scenario: string) => void scenario)
vitest.test.for(vitest.scenariosIn('nginx'))('login survives %s', async (scenario, { behind }) => void (await behind(scenario)))

const options: FrontOptions & FrontWorkerOptions = { upstream: '3000', scenario: 'direct', host: 'shop.example.com' }
playwright.test.use(options)
playwright.test('b', async ({ page, front, baseURL }) => {
  await page.goto(baseURL ?? '/')
  await playwright.expect(page).toHaveTitle('x')
  await playwright.expect(front).toSurvive()
  await playwright.expect(front).not.toKeepCookie('sid')
  // @ts-expect-error: there is no such option
  await playwright.expect(front).toSurvive({ cookie: 'sid' })
})
// @ts-expect-error: a test of Playwright's own has no front
playwrightBase('c', async ({ front }) => void front)
`

describe('its declarations', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'consumer.ts'), CONSUMER)
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
    for (const name of ['vitest', '@playwright', '@types/node'])
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  })

  it.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])(
    'hold under strict with moduleResolution %s',
    (moduleResolution, module) => {
      const compilerOptions = {
        ...{
          strict: true,
          noEmit: true,
          target: 'es2022',
          lib: ['es2023', 'esnext.disposable', 'dom'],
          types: ['node'],
        },
        ...{ module, moduleResolution, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
        // Those of the runners are not ours to mend.
        skipLibCheck: true,
      }
      const config = join(folder, `tsconfig.${moduleResolution}.json`)
      writeFileSync(config, JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
      const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    },
    90_000,
  )

  it('are whole by themselves, without any library left out', () => {
    const config = join(folder, 'tsconfig.whole.json')
    const compilerOptions = {
      ...{ strict: true, noEmit: true, target: 'es2022', lib: ['es2023', 'esnext.disposable'], types: ['node'] },
      ...{ module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: false },
    }
    writeFileSync(join(folder, 'whole.ts'), "export * from 'repro-proxy'\n")
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['whole.ts'] }))
    const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  }, 90_000)
})
