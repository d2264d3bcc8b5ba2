// `--open` as a person uses it: the installed browser on https://shop.example.com, which no hosts file, DNS or trust store of this
// machine knows, in front of `next dev`. Told what it does, and that nothing of it is left.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { run, start } from '../cli/run.ts'
import { type ExampleApp, startExampleApp } from './harness/example-app.ts'
import { watchNetwork } from './harness/network-log.ts'
import { hydration, until, userIn } from './harness/page-state.ts'
import { findProgram, havePrograms } from './harness/programs.ts'

const HEADLESS = ['--browser-arg=--headless=new', '--browser-arg=--remote-debugging-port=0']
const PAGE = '<!doctype html><script src="/set.js?v=1"></script><p>hello</p>'
const SCRIPT = 'addEventListener("load", () => { document.cookie = "theme=dark; path=/" })'
const PROFILE = /^repro-proxy-browser-\d+-/

const present = havePrograms('chromium')

describe.skipIf(!present)('--open', () => {
  // What needs only some page has one that is there at once; `next dev` comes up meanwhile, and is the last one's.
  let app: Promise<ExampleApp>
  let page: Server
  const root = mkdtempSync(join(tmpdir(), 'repro-proxy-open-'))
  const env = { TMPDIR: root }
  const browserPath = `--browser-path=${findProgram('chromium')}`
  beforeAll(async () => {
    app = startExampleApp('nextjs-authjs')
    // Told by the test that waits for it.
    app.catch(() => {})
    page = createServer(({ url }, answer) => {
      const script = url?.startsWith('/set.js')
      answer.setHeader('Content-Type', script ? 'text/javascript' : 'text/html').end(script ? SCRIPT : PAGE)
    })
    await new Promise<void>((done) => page.listen(0, '127.0.0.1', done))
  })
  afterAll(async () => {
    page?.close()
    await app?.then(
      (one) => one.close(),
      () => {},
    )
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }, 60_000)

  const folders = () => readdirSync(root).filter((name) => PROFILE.test(name))
  /** A second client of the browser that the program has opened. */
  async function attached(folder: string): Promise<{ browser: Browser; page: Page }> {
    let told: string[] = []
    const there = await until(20, async () => {
      told = readFileSync(join(root, folder, 'DevToolsActivePort'), 'utf8')
        .trim()
        .split('\n')
      return told.length === 2
    })
    expect(there).toBe(true)
    const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${told[0]}${told[1]}`)
    onTestFinished(() => browser.close())
    return { browser, page: browser.contexts()[0]!.pages()[0]! }
  }
  const front = (port = (page.address() as AddressInfo).port, ...more: string[]) => {
    const where = ['--host', 'shop.example.com', '--port', '0', '--upstream', `${port}`, '--no-inspector']
    return start([...where, '--open', browserPath, ...HEADLESS, ...more], { env })
  }

  test('repro-proxy open: more browsers at a running one, each with cookies of its own', {
    timeout: 120_000,
  }, async () => {
    const proxy = front()
    await proxy.until(/is open at/)
    const before = folders()
    const asked = await run(['open', '--profiles', 'alice,bob', browserPath, ...HEADLESS], { env })
    expect(asked).toMatchObject({ code: 0, err: '' })
    expect(asked.out).toMatch(/at https:\/\/shop\.example\.com with throw-away profiles \(alice, bob\)/)
    const [alice, bob] = folders().filter((name) => !before.includes(name))
    const pages = [await attached(alice!), await attached(bob!)]
    for (const { page } of pages) await page.goto('https://shop.example.com/login')
    await pages[0]!.page.evaluate('document.cookie = "mine=1"')
    expect(await pages[1]!.page.evaluate('document.cookie')).not.toContain('mine')
    // Which script set a cookie, the browser says when the cookie comes.
    await pages[0]!.page.goto('https://shop.example.com/next')
    await proxy.until(/= confirmed theme[^\n]*set by a script: https:\/\/shop\.example\.com\/set\.js:1:\d+/)
    const visible = '[typeof __reproProxyCookie, document.cookie.includes("theme=dark")]'
    expect(await pages[0]!.page.evaluate(visible)).toEqual(['undefined', true])
    const failed = await run(['open', '--browser-path', join(root, 'none')], { env })
    expect(failed).toMatchObject({ code: 1, out: '' })
    expect(failed.err).toContain('there is no program that can be run')
    await proxy.stop()
    expect(folders()).toEqual([])
  })

  test('killed outright: no browser is left, and the next one takes the folder away', {
    timeout: 120_000,
  }, async () => {
    const proxy = front()
    await proxy.until(/is open at/)
    const [left] = folders()
    const { browser } = await attached(left!)
    const gone = new Promise<void>((done) => browser.once('disconnected', () => done()))
    await proxy.stop('SIGKILL')
    await gone
    const next = front()
    await next.until(/is open at/)
    expect(folders()).not.toContain(left)
    await next.stop()
    expect(folders()).toEqual([])
  })

  test('a login at https://shop.example.com, with the cookies of production', { timeout: 300_000 }, async () => {
    const record = join(root, 'run.jsonl')
    const { port } = await app
    const proxy = front(port, '--scenario', 'nginx-recommended', '--record', record)
    const said = await proxy.until(/is open at https:\/\/shop\.example\.com with a throw-away profile/)
    expect(said).toMatch(/^ {2}https:\/\/shop\.example\.com {2}-> /m)
    expect(said).not.toContain('must lead to this machine')
    const { page } = await attached(folders()[0]!)
    const network = await watchNetwork(page)
    const quiet = () => page.waitForLoadState('networkidle')
    await page.waitForURL('https://shop.example.com/')
    await quiet()
    // No certificate error was clicked away, and the origin has no port.
    await page.goto('https://shop.example.com/login')
    expect(await page.evaluate('[location.origin, isSecureContext]')).toEqual(['https://shop.example.com', true])
    await page.locator('#hydrated').waitFor({ state: 'attached', timeout: 30_000 })
    // Hot reload came through the dev server's origin gate.
    expect(await hydration(page, network)).toBe(true)
    await page.evaluate("fetch('/api/auth/csrf').then((answer) => answer.text())")
    await page.locator('#login [name=username]').fill('alice')
    await page.locator('#login [name=password]').fill('pw')
    await page.locator('#login button').click({ noWaitAfter: true })
    expect(await until(30, async () => (await userIn(page, '#server-session')) === 'alice')).toBe(true)
    expect(page.url()).toBe('https://shop.example.com/')
    const cookies = await page.context().cookies()
    expect(cookies.filter(({ secure }) => secure).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['__Host-authjs.csrf-token', '__Secure-authjs.session-token']),
    )
    await quiet()
    // Plain http goes to the plain listener, where the scenario says what happens.
    expect((await page.goto('http://shop.example.com/login'))?.status()).toBe(200)
    await quiet()
    const { code, out } = await proxy.stop()
    expect(code).toBe(0)
    expect(out).toMatch(/\+ kept +__Secure-authjs\.session-token/)
    // Its own word on every exchange, and nowhere another one than ours.
    const events = readFileSync(record, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TimelineEvent)
    const answered = events.filter((one) => one.type === 'exchange' && !one.plumbing && one.browser.response)
    // One that a navigation cut short, the browser reports or not.
    const whole = answered.filter((one) => one.type === 'exchange' && one.end === 'complete')
    const summary = /The browser itself confirmed (\d+) of (\d+) cookie verdicts in (\d+) exchanges?\.$/m.exec(out)
    expect(summary).not.toBeNull()
    const [confirmed, verdicts, exchanges] = summary!.slice(1).map(Number)
    process.stdout.write(`--open: ${exchanges} of ${answered.length} exchanges, ${confirmed} of ${verdicts} verdicts\n`)
    expect(confirmed).toBe(verdicts)
    expect(exchanges).toBeGreaterThanOrEqual(whole.length)
    expect(exchanges).toBeLessThanOrEqual(answered.length)
    const moments = events.filter((event) => event.type === 'cookie')
    expect(moments.filter(({ moment }) => moment === 'disagreed')).toEqual([])
    expect(
      moments.filter(({ moment }) => moment === 'confirmed').map(({ name, actual }) => `${name} ${actual}`),
    ).toEqual(expect.arrayContaining(['__Secure-authjs.session-token kept', '__Host-authjs.csrf-token kept']))
    expect(folders()).toEqual([])
  })
})
