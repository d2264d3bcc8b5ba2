// Two people with a Chromium each, the demo app, and a front with a shared cache: who the second one is, and whether the timeline says
// whose answer that was.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseUpstream } from '../../src/app/upstream.ts'
import { goLive } from '../../src/cli/live.ts'
import type { DemoApp } from '../../src/demo/app.ts'
import { startDemoApp, userOnPage } from '../../src/demo/app.ts'
import { createTimeline } from '../../src/proxy/timeline.ts'
import { launchChromium } from './harness/browser.ts'
import { havePrograms } from './harness/programs.ts'

process.env.REPRO_PROXY_STATE_DIR ??= mkdtempSync(join(tmpdir(), 'repro-proxy-shared-cache-'))
const here = havePrograms('chromium')
let app: DemoApp
let browsers: Browser[] = []
beforeAll(async () => {
  if (!here) return
  app = await startDemoApp()
  browsers = [await launchChromium(), await launchChromium()]
})
afterAll(async () => {
  for (const browser of browsers) await browser.close()
  await app?.close()
})

async function front(scenario: string, set: Record<string, string> = {}) {
  const timeline = createTimeline()
  const live = await goLive({
    scenario,
    load: { set },
    host: 'demo.localhost',
    port: 0,
    httpPort: undefined,
    address: '127.0.0.1',
    upstreams: [parseUpstream(String(app.port))],
    timeline,
    session: {},
    watch: false,
  })
  onTestFinished(() => live.close())
  const [alice, bob] = (await Promise.all(browsers.map(person))) as [Page, Page]
  const events = timeline.events
  return {
    alice,
    bob,
    url: live.url,
    findings: () => events().flatMap((event) => (event.type === 'finding' ? [event] : [])),
    /** Exchanges for that address. */
    exchanges: (path: string) =>
      events().flatMap((event) => (event.type === 'exchange' && event.browser.request.target === path ? [event] : [])),
  }
}

async function person(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  onTestFinished(() => context.close())
  return context.newPage()
}

/** Without following the redirect: not every front here tells the app that it is on https. */
async function signIn(page: Page, url: string, username: string): Promise<void> {
  await page.goto(`${url}/login`)
  await page.evaluate(async (name) => {
    const body = new URLSearchParams({ username: name, password: 'pw' })
    await fetch('/login', { method: 'POST', body, redirect: 'manual' })
  }, username)
}

const see = async (page: Page, url: string) => {
  await page.goto(url)
  return userOnPage(await page.content())
}
const sid = async (page: Page) => (await page.context().cookies()).find(({ name }) => name === 'sid')?.value

describe.skipIf(!here)('a shared cache and two people', () => {
  test('cloudfront-cached-set-cookie: the second becomes the first, and the timeline says whose cookie that was', async () => {
    const { alice, bob, url, findings, exchanges } = await front('cloudfront-cached-set-cookie')
    await signIn(alice, url, 'alice')
    expect(await see(alice, `${url}/welcome`)).toBe('alice')
    expect(await sid(bob)).toBeUndefined()
    expect(await see(bob, `${url}/welcome`)).toBe('alice')
    expect(await sid(bob)).toBe(await sid(alice))
    // And it is no picture of a page: the app takes him for her.
    expect(await see(bob, `${url}/`)).toBe('alice')
    const [hers, his] = exchanges('/welcome')
    expect(his).toMatchObject({ servedFrom: hers!.id })
    expect(his!.client).not.toBe(hers!.client)
    const found = findings().filter(({ id }) => id === 'cached-set-cookie')
    expect(found).toMatchObject([{ level: 'error', exchange: his!.id }])
    expect(found[0]!.evidence.join('\n')).toContain(`the app set it in #${hers!.id}, for ${hers!.client}`)
  })

  test('with the cookies in the key not', async () => {
    const { alice, bob, url, findings } = await front('cloudfront-cached-set-cookie', { 'key-cookies': 'all' })
    await signIn(alice, url, 'alice')
    expect(await see(alice, `${url}/welcome`)).toBe('alice')
    expect(await see(bob, `${url}/welcome`)).toBeNull()
    expect(await sid(bob)).toBeUndefined()
    await signIn(bob, url, 'bob')
    expect(await see(bob, `${url}/welcome`)).toBe('bob')
    expect(await see(alice, `${url}/`)).toBe('alice')
    expect(findings().filter(({ id }) => id.startsWith('cached-'))).toEqual([])
  })

  test('cloudflare-cache-everything: the second sees the page of the first', async () => {
    const { alice, bob, url, findings, exchanges } = await front('cloudflare-cache-everything')
    await signIn(alice, url, 'alice')
    expect(await see(alice, `${url}/`)).toBe('alice')
    expect(await see(bob, `${url}/`)).toBe('alice')
    expect(await sid(bob)).toBeUndefined()
    await bob.goto(`${url}/api/me`)
    const [hers, his] = exchanges('/')
    expect(his).toMatchObject({ servedFrom: hers!.id })
    const found = findings().filter(({ id }) => id === 'cached-html-of-another-user')
    expect(found).toMatchObject([{ level: 'error', exchange: his!.id }])
    expect(found[0]!.evidence.join('\n')).toContain(`#${hers!.id}`)
  })

  test('respecting what the app says not', async () => {
    const set = { 'edge-ttl': 'off', 'set-cookie': 'bypass' }
    const { alice, bob, url, findings } = await front('cloudflare-cache-everything', set)
    await signIn(alice, url, 'alice')
    for (const path of ['/', '/welcome']) {
      expect(await see(alice, url + path)).toBe('alice')
      expect(await see(bob, url + path)).toBeNull()
    }
    expect(await sid(bob)).toBeUndefined()
    expect(findings().filter(({ id }) => id.startsWith('cached-'))).toEqual([])
  })
})
