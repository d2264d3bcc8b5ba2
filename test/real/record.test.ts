// `check --record` as a person uses it: the browser that opens is driven in their place, by keyboard and mouse.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { run, start } from '../cli/run.ts'
import { type LoginApp, type LoginShape, startLoginApp } from './harness/login-app.ts'
import { until } from './harness/page-state.ts'
import { findProgram, havePrograms } from './harness/programs.ts'

const HEADLESS = ['--browser-arg=--headless=new', '--browser-arg=--remote-debugging-port=0']
const PROFILE = /^repro-proxy-browser-\d+-/
const present = havePrograms('chromium')

describe.skipIf(!present)('check --record', () => {
  const root = mkdtempSync(join(tmpdir(), 'repro-proxy-record-'))
  const env = { TMPDIR: root, REPRO_USER: '', REPRO_PASSWORD: '' }
  const browserPath = `--browser-path=${findProgram('chromium')}`
  const apps = new Map<LoginShape, LoginApp>()
  const shapes: LoginShape[] = ['form', 'two-steps', 'dialog']
  beforeAll(async () => {
    for (const shape of shapes) apps.set(shape, await startLoginApp(shape))
  })
  afterAll(async () => {
    await Promise.all([...apps.values()].map((app) => app.close()))
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  })

  async function recorded(shape: LoginShape, act: (page: Page) => Promise<void>) {
    const cwd = mkdtempSync(join(root, 'project-'))
    const upstream = ['--upstream', String(apps.get(shape)!.port)]
    const program = start(['check', '--record', ...upstream, browserPath, ...HEADLESS], { cwd, env })
    await program.until(/is open at https:\/\/shop\.localhost\//)
    const [folder] = readdirSync(root).filter((name) => PROFILE.test(name))
    let told: string[] = []
    await until(20, async () => {
      told = readFileSync(join(root, folder!, 'DevToolsActivePort'), 'utf8')
        .trim()
        .split('\n')
      return told.length === 2
    })
    const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${told[0]}${told[1]}`)
    onTestFinished(() => browser.close())
    let page: Page | undefined
    await until(20, async () => {
      page = browser.contexts()[0]?.pages()[0]
      return page?.url().startsWith('https://') === true
    })
    await act(page!)
    // What a person sees before the window is closed.
    await new Promise((done) => setTimeout(done, 600))
    await page!.close()
    const ended = await program.ended
    return { ...ended, cwd, file: join(cwd, 'flow.yaml') }
  }

  async function typed(page: Page, label: string, text: string) {
    await page.getByLabel(label).click()
    await page.keyboard.type(text)
  }

  test('sign in with a mistake first, out again: the flow says it without a secret, and holds', {
    timeout: 120_000,
  }, async () => {
    const { code, out, err, file, cwd } = await recorded('form', async (page) => {
      await page.getByRole('link', { name: 'Sign in' }).click()
      await typed(page, 'User name', 'alice')
      await typed(page, 'Password', 'wrong-word')
      await page.keyboard.press('Enter')
      await page.getByText('Wrong name or password').waitFor()
      await typed(page, 'User name', 'alice')
      await typed(page, 'Password', 'open-sesame')
      await page.getByLabel('Remember me').click()
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('Hello alice').waitFor()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('link', { name: 'Sign in' }).waitFor()
    })
    expect({ code }, err).toEqual({ code: 0 })
    const text = readFileSync(file, 'utf8')
    expect(text + out + err).not.toMatch(/alice|open-sesame|wrong-word/)
    expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'about: as it was done in a browser',
      'steps:',
      '  - visit: /',
      '  - click: Sign in',
      `  - fill: { User name: "\${REPRO_USER}", Password: "\${REPRO_PASSWORD}", Remember me: true }`,
      '  - submit',
      `  - expect: { url: /, text: "Hello \${REPRO_USER}", cookie: sid }`,
      '  - reload',
      `  - expect: { text: "Hello \${REPRO_USER}" }`,
      '  - as: second-visitor',
      '  - visit: /',
      `  - expect: { no-text: "Hello \${REPRO_USER}" }`,
      '  - as: first-visitor',
      '  - click: Sign out',
      '  - visit: /',
      `  - expect: { no-text: "Hello \${REPRO_USER}" }`,
      '',
    ])
    expect(out.trimEnd()).toBe(text.trimEnd())
    expect(err).toContain('it holds')
    expect(readdirSync(root).filter((name) => PROFILE.test(name))).toEqual([])
    // And it is a flow like any other.
    const upstream = ['--upstream', String(apps.get('form')!.port)]
    const scenarios = ['--scenario', 'nginx-recommended,nginx-cache-dangerous', '--driver', 'browserless', '--json']
    const checked = await run(['check', '--flow', 'flow.yaml', ...upstream, ...scenarios], {
      cwd,
      env: { REPRO_USER: 'alice', REPRO_PASSWORD: 'open-sesame' },
    })
    expect(checked.code, checked.err).toBe(1)
    expect(JSON.parse(checked.out).results.map(({ survives }: { survives: boolean }) => survives)).toEqual([
      true,
      false,
    ])
    // What is there is kept.
    const again = await run(['check', '--record', ...upstream, browserPath], { cwd, env })
    expect(again).toMatchObject({ code: 2, out: '' })
    expect(again.err).toMatch(/flow\.yaml is there already\n.*--force/)
  })

  test('the name on one page, the password on the next, and code that asks who is there', {
    timeout: 120_000,
  }, async () => {
    const { code, err, file } = await recorded('two-steps', async (page) => {
      await page.goto('https://shop.localhost/login')
      await typed(page, 'Email', 'alice@example.com')
      await page.getByRole('button', { name: 'Continue' }).click()
      await typed(page, 'Password', 'open-sesame')
      await page.keyboard.press('Enter')
      await page.getByText('You are alice@example.com').waitFor()
    })
    const text = readFileSync(file, 'utf8')
    expect({ code }, err + text).toEqual({ code: 0 })
    expect(text).not.toMatch(/alice|open-sesame/)
    const steps = text.split('\n').filter((line) => line.startsWith('  - '))
    expect(steps).toEqual([
      '  - visit: /login',
      `  - fill: { Email: "\${REPRO_USER}" }`,
      '  - submit',
      `  - fill: { Password: "\${REPRO_PASSWORD}" }`,
      '  - submit',
      `  - expect: { url: /home, text: "You are \${REPRO_USER}", cookie: sid }`,
      '  - reload',
      `  - expect: { text: "You are \${REPRO_USER}" }`,
      '  - fetch: /api/me',
      `  - expect: { status: 200, text: "\${REPRO_USER}" }`,
      '  - as: second-visitor',
      '  - visit: /home',
      `  - expect: { no-text: "You are \${REPRO_USER}" }`,
    ])
    expect(err).toContain('nobody signed out')
  })

  test('a dialog that a button opens', { timeout: 120_000 }, async () => {
    const { code, err, file } = await recorded('dialog', async (page) => {
      await page.getByRole('button', { name: 'Log in' }).click()
      await typed(page, 'User name', 'alice')
      await typed(page, 'Password', 'open-sesame')
      await page.getByRole('button', { name: 'Go' }).click()
      await page.getByRole('button', { name: 'Log out' }).waitFor()
    })
    const text = readFileSync(file, 'utf8')
    expect({ code }, err + text).toEqual({ code: 0 })
    const steps = text.split('\n').filter((line) => line.startsWith('  - '))
    expect(steps.slice(0, 4)).toEqual([
      '  - visit: /',
      '  - click: Log in',
      `  - fill: { User name: "\${REPRO_USER}", Password: "\${REPRO_PASSWORD}" }`,
      '  - submit',
    ])
  })

  test('a browser that is closed before anybody signed in, and a folder where nothing may be written', {
    timeout: 120_000,
  }, async () => {
    const { code, out, err, cwd } = await recorded('form', async (page) => {
      await page.getByRole('link', { name: 'Sign in' }).click()
      await page.getByLabel('Password').waitFor()
    })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/error: nobody signed in/)
    expect(readdirSync(cwd)).toEqual([])
    writeFileSync(join(cwd, 'file'), '')
    const refused = await run(['check', '--record', 'file/flow.yaml', browserPath], { cwd, env })
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toMatch(/--record: file\/flow\.yaml cannot be written: ENOTDIR/)
  })
})
