// The inspector in a real browser, on a live front with real traffic.
import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { ExchangeEvent } from '../../src/core/events.ts'
import { launchChromium } from './harness/browser.ts'
import { havePrograms } from './harness/programs.ts'
import { browse, browserSays, SESSION, startInspected, startShop, visit } from './harness/shop.ts'

process.env.REPRO_PROXY_STATE_DIR ??= mkdtempSync(join(tmpdir(), 'repro-proxy-inspector-'))
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let shop: Awaited<ReturnType<typeof startShop>>
const here = havePrograms('chromium')
beforeAll(async () => {
  if (!here) return
  browser = await launchChromium()
  shop = await startShop()
})
afterAll(async () => {
  await browser?.close()
  shop?.close()
})

async function inspected({ other, ...options }: Parameters<typeof startInspected>[1] & { other?: number } = {}) {
  const all = await startInspected(other === undefined ? shop.port : [shop.port, other], options)
  let open = true
  const close = async () => {
    if (open) await all.close()
    open = false
  }
  onTestFinished(close)
  return { ...all, close }
}

async function look(url: string, view: string): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/ERR_CERT|ERR_CONNECTION|WebSocket/.test(message.text()))
      wrong.push(message.text())
  })
  await page.goto(`${url}#${view}`)
  return { page, wrong }
}

describe.skipIf(!here)('the inspector in Chromium', () => {
  it('shows the life of every cookie, with reasons, and values only when asked', async () => {
    const { live, inspector } = await inspected()
    const { page, wrong } = await look(inspector.url, 'cookies')
    await page.getByText('No cookie has been seen yet').waitFor()
    await visit(live)
    await page.getByRole('button', { name: /^legacy_sid refused in exchange 3/ }).click()
    const panel = page.getByRole('complementary')
    await panel.getByText('InvalidDomain').waitFor()
    await panel.getByText('Leave Domain out').waitFor()
    expect(await panel.getByRole('table').innerText()).toContain('127.0.0.1')
    // Chunks share a lane until it is unfolded.
    expect(await page.getByRole('rowheader', { name: /authjs\.session-token\.0/ }).count()).toBe(0)
    await page.getByRole('button', { name: '2 chunks' }).first().click()
    expect(await page.getByRole('rowheader', { name: /authjs\.session-token\.0/ }).count()).toBeGreaterThan(0)
    await page.getByRole('button', { name: /^__Host-session kept in exchange 3/ }).click()
    expect(await page.content()).not.toContain(SESSION)
    await panel
      .getByRole('button', { name: /^Reveal the value/ })
      .first()
      .click()
    await panel.getByText(SESSION).waitFor()
    expect(wrong).toEqual([])
  })

  it('says what the browser itself said, beside the prediction, and counts it at the top', async () => {
    const { live, inspector, timeline } = await inspected()
    await visit(live)
    browserSays(timeline, 'chrome-1', '__Host-session')
    const { page, wrong } = await look(inspector.url, 'cookies')
    await page.getByRole('button', { name: /^csrf kept in exchange 4.*confirmed by the browser itself$/ }).click()
    const opinions = page.getByRole('complementary').locator('.opinions')
    expect((await opinions.innerText()).split(/\s+/)).toEqual('Predicted kept The browser itself ✓ kept'.split(' '))
    await page.getByRole('button', { name: /\d+ disagreed$/ }).click()
    await page.getByRole('button', { name: /^__Host-session disagreed in exchange 3/ }).click()
    expect(await opinions.innerText()).toMatch(/Predicted\s+kept\s+The browser itself\s+≠ InvalidPrefix/)
    await page
      .getByRole('button', { name: /^__Host-session kept in exchange 3.*the browser says otherwise$/ })
      .waitFor()
    expect(wrong).toEqual([])
  })

  it('shows which instance answered, and that one ended and came back', async () => {
    const other = await startShop()
    onTestFinished(other.close)
    const { live, inspector, timeline } = await inspected({ scenario: 'nginx-lb', other: other.port })
    await visit(live)
    const app = { type: 'app' as const, at: Date.now(), instance: 'b' }
    timeline.publish({ ...app, state: 'exit', text: 'instance b has ended' })
    await visit(live)
    const { page, wrong } = await look(inspector.url, 'exchanges')
    const options = page.getByRole('listbox').getByRole('option')
    await options.nth(23).waitFor()
    const instances = await page.locator('.item [data-kind=instance]').allInnerTexts()
    expect([...new Set(instances)].sort()).toEqual(['a', 'b'])
    expect(await page.locator('.item .turns').allInnerTexts()).toEqual([expect.stringContaining('b ended')])
    await options.nth(1).click()
    await page
      .getByRole('complementary')
      .getByText(/^instance [ab]$/)
      .waitFor()
    await page.goto(`${inspector.url}#cookies`)
    await page.locator('thead .turns', { hasText: 'b ended' }).waitFor()
    expect(wrong).toEqual([])
  })

  it('filters by name, client, verdict and flow', async () => {
    const { live, inspector } = await inspected()
    await visit(live)
    const { page } = await look(inspector.url, 'cookies')
    const lanes = () => page.locator('.grid tbody tr:not(.client) th .lane-name bdi').allInnerTexts()
    await page.getByText('legacy_sid').first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('csrf')
    await page.locator('.grid tr', { hasText: 'legacy_sid' }).first().waitFor({ state: 'detached' })
    expect(new Set(await lanes())).toEqual(new Set(['csrf']))
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByLabel('Client').selectOption('firefox-1')
    expect(await page.locator('.grid .client').allInnerTexts()).toEqual(['firefox-1'])
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByLabel('Verdict').selectOption('deleted')
    expect(await lanes()).toContain('__Host-session')
    expect(await lanes()).not.toContain('legacy_sid')
    await page.getByRole('link', { name: 'Exchanges' }).click()
    expect(await page.getByRole('listbox').getByRole('option').count()).toBe(1)
    await page.getByRole('button', { name: 'Clear' }).click()
    expect(await page.getByRole('listbox').getByRole('option').count()).toBe(12)
    await page.getByLabel('Flow').selectOption('sign-in')
    expect(await page.getByRole('listbox').getByRole('option').count()).toBe(6)
  })

  it('shows an exchange as a ladder, reached by keyboard, and what each hop changed', async () => {
    const { live, inspector } = await inspected()
    await visit(live)
    const { page, wrong } = await look(inspector.url, 'exchanges')
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await page.getByRole('listbox').focus()
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
    const detail = page.getByRole('complementary')
    await detail.getByText('#3', { exact: true }).waitFor()
    expect(await detail.locator('.rung > h3').allInnerTexts()).toEqual([
      'Browser',
      'nginx',
      'inner',
      expect.stringContaining('App'),
    ])
    expect(await detail.locator('.rung', { hasText: 'inner' }).innerText()).toMatch(
      /X-Forwarded-Proto https\s*→\s*http/,
    )
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await detail.getByRole('button', { name: 'Copy as wire notation' }).click()
    await page.getByText('Copied').waitFor()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(copied).toContain('> POST /login')
    expect(copied).not.toContain(SESSION)
    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'detached' })
    expect(wrong).toEqual([])
  })

  it('leads from a finding to its exchange', async () => {
    const { live, inspector } = await inspected()
    await visit(live)
    const { page } = await look(inspector.url, 'findings')
    await page.getByText('cookie-domain-wrong').waitFor()
    await page
      .getByRole('link', { name: /exchange #3/ })
      .first()
      .click()
    await page.getByRole('complementary').getByText('#3', { exact: true }).waitFor()
  })

  it('shows what a cache holds, and purges one entry or all', async () => {
    const { live, inspector } = await inspected({ scenario: 'nginx-cache-dangerous' })
    await visit(live)
    const { page } = await look(inspector.url, 'cache')
    const entries = page.locator('.cache tbody tr')
    await page.getByText('Set-Cookie stored').first().waitFor()
    const before = await entries.count()
    expect(before).toBeGreaterThan(1)
    await entries.first().getByRole('button').click()
    await page.getByText('1 entry thrown away').waitFor()
    expect(await entries.count()).toBe(before - 1)
    await page.getByRole('button', { name: 'Purge all' }).click()
    await page.getByText('Empty.').waitFor()
    await page.getByRole('link', { name: 'Cookies' }).click()
    await page
      .getByRole('button', { name: /replayed in exchange/ })
      .first()
      .waitFor()
  })

  it('switches a step off and on, and the scenario, while it plays', async () => {
    const { live, inspector } = await inspected()
    const visitor = browse(live)
    onTestFinished(() => visitor.close())
    await visitor.go('GET', '/')
    const { page, wrong } = await look(inspector.url, 'scenario')
    const toggle = page.getByRole('switch', { name: 'inner/forwarded' })
    await toggle.click()
    await page.locator('[role=switch][aria-label="inner/forwarded"][aria-checked=false]').waitFor()
    expect((await live.front.origin).port).toBe(live.front.origin.port)
    await visitor.go('GET', '/off')
    await toggle.click()
    await page.locator('[role=switch][aria-label="inner/forwarded"][aria-checked=true]').waitFor()
    await visitor.go('GET', '/on')
    await page.getByLabel('Play').selectOption('direct')
    await page.getByRole('heading', { name: 'direct' }).waitFor()
    await visitor.go('GET', '/direct')
    await page.goto(`${inspector.url}#exchanges`)
    await page.getByRole('listbox').getByRole('option').nth(3).waitFor()
    const badges = await page.locator('.item .badges').allInnerTexts()
    expect(badges.map((text) => text.split(/\s+/).join(' '))).toEqual([
      'nginx inner',
      expect.not.stringContaining('x-none'),
      'nginx inner',
      'tls',
    ])
    expect(wrong).toEqual([])
  })

  it('goes on by itself when the proxy is started again', async () => {
    const first = await inspected()
    await visit(first.live)
    const { page } = await look(first.inspector.url, 'exchanges')
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await first.close()
    await page.getByText('not connected').waitFor()
    const again = await inspected({ page: first.inspector.port, port: first.live.front.ports.https })
    expect(again.inspector.url).toBe(first.inspector.url)
    await page.getByText('live', { exact: false }).first().waitFor()
    await page.getByText('No exchange yet').waitFor()
    const visitor = browse(again.live)
    await visitor.go('GET', '/after')
    visitor.close()
    await page.getByRole('listbox').getByRole('option', { name: /after/ }).waitFor()
    expect(await page.getByRole('listbox').getByRole('option').count()).toBe(1)
  })

  it('shows hostile values and lets none of them act', async () => {
    const { live, inspector } = await inspected()
    const visitor = browse(live)
    await visitor.go('GET', '/hostile?x=%3Cscript%3Ealert(1)%3C/script%3E')
    visitor.close()
    const { page, wrong } = await look(inspector.url, 'exchanges/1')
    await page.getByRole('complementary').getByText('onerror=').first().waitFor()
    const text = await page.getByRole('complementary').innerText()
    expect(text).toContain('<script>document.title="owned"</script>')
    expect(text).toContain('\\x85\\x9b31m')
    await page.getByRole('link', { name: 'Cookies' }).click()
    await page.locator('.grid').waitFor()
    expect(await page.locator('#app script, #app img:not([src="icon.svg"])').count()).toBe(0)
    expect(await page.title()).toBe('repro-proxy')
    expect(await page.locator('#app').innerText()).not.toMatch(/[\u0080-\u009f\u001b\u202e]/)
    expect(wrong).toEqual([])
  })

  it('stays quick with 20,000 exchanges', async () => {
    const { inspector, timeline } = await inspected()
    const headers = Array.from({ length: 5 }, (_, i) => [`X-Header-${i}`, 'v'.repeat(40)]).flat()
    for (let id = 1; id <= 20_000; id++) timeline.publish(exchange(id, headers))
    const { page, wrong } = await look(inspector.url, 'exchanges')
    // The timeline keeps as many as its weight allows; the page has all of those.
    const kept = timeline.events().filter(({ type }) => type === 'exchange').length
    await page.getByRole('listbox', { name: `${kept} exchanges` }).waitFor({ timeout: 60_000 })
    expect(await page.getByRole('listbox').getByRole('option').count()).toBeLessThan(60)
    await page.getByRole('listbox').focus()
    await page.keyboard.press('End')
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /^20000 / })
      .waitFor()
    await page.keyboard.press('Home')
    const loaded = await page.evaluate<number>('performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd')
    const devtools = await page.context().newCDPSession(page)
    const { usedSize } = (await devtools.send('Runtime.getHeapUsage')) as { usedSize: number }
    const frames = await page.evaluate<number[]>(SCROLLED)
    const middle = frames.sort((a, b) => a - b)[Math.floor(frames.length / 2)]!
    // At 60 Hz a frame takes 16.7 ms; on a machine that does other things as well, more, so this only shows what is far off.
    expect(middle).toBeLessThan(50)
    console.log(
      `frames while scrolling: ${middle.toFixed(1)} ms in the middle, ${frames.at(-6)!.toFixed(1)} ms at 95 %\n20,000 exchanges: ${kept} kept, heap ${Math.round(usedSize / 1e6)} MB, page loaded in ${Math.round(loaded)} ms`,
    )
    expect(usedSize).toBeLessThan(150e6)
    expect(wrong).toEqual([])
  })

  it('fits from 320 px to 4K: no view is wider than the page', async () => {
    const { live, inspector } = await inspected({ scenario: 'nginx-cache-dangerous' })
    await visit(live)
    const { page } = await look(inspector.url, 'cookies')
    await page.locator('.grid').waitFor()
    for (const view of ['cookies', 'exchanges', 'exchanges/3', 'findings', 'cache', 'scenario', 'check']) {
      await page.goto(`${inspector.url}#${view}`)
      await page.locator('main h2, .item, .grid').first().waitFor()
      for (const width of [320, 768, 3840]) {
        await page.setViewportSize({ width, height: 900 })
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
        expect([view, width, wide]).toEqual([view, width, width])
      }
    }
  })

  it.each(['cookies', 'exchanges', 'exchanges/3', 'findings', 'cache', 'scenario', 'check'])(
    'has no serious accessibility issue: %s',
    async (view) => {
      const { live, inspector } = await inspected({
        scenario: view === 'cache' ? 'nginx-cache-dangerous' : 'nginx-two-hops',
      })
      await visit(live)
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await look(inspector.url, view)
        await page.emulateMedia({ colorScheme })
        await page.locator('main h2, .item, .grid').first().waitFor()
        if (view === 'cookies')
          await page
            .getByRole('button', { name: /refused in exchange/ })
            .first()
            .click()
        await page.waitForLoadState('networkidle')
        const serious = await page.evaluate(async (source) => {
          // The page lets no script in; the debugger may.
          const { violations } = await new Function(`${source}; return axe.run()`)()
          return violations
            .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
              [id, ...nodes.slice(0, 3).map(({ html }) => html)].join('\n'),
            )
        }, AXE)
        expect(serious).toEqual([])
      }
    },
  )
})

/** In the page: milliseconds from frame to frame while the list runs by, a hundred times. */
const SCROLLED = `(async () => {
  const box = document.querySelector('.list-box')
  const frame = () => new Promise((done) => requestAnimationFrame(done))
  const times = []
  let last = await frame()
  for (let i = 0; i < 100; i++) {
    box.scrollTop += 700
    const now = await frame()
    times.push(now - last)
    last = now
  }
  return times
})()`

function exchange(id: number, headers: string[]): ExchangeEvent {
  const request = { method: 'GET', target: `/page/${id}`, headers, version: '2' as const }
  const response = { status: 200, reason: 'OK', headers }
  return {
    type: 'exchange',
    at: Date.now(),
    id,
    headMs: 1,
    ms: 2,
    connection: 1,
    scheme: 'https',
    host: 'shop.localhost',
    kind: 'document',
    client: 'chrome-1',
    browser: { request, response },
    attempts: 1,
    changes: [],
    story: [],
    end: 'complete',
    plumbing: false,
    bytes: { request: 0, response: 0 },
  }
}
