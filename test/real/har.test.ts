// HAR files that a real browser made, read with our verdicts; and ours, in the hands of the one who reads HAR files for a living.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { readHar } from '../../src/har/read-har.ts'
import { writeHar } from '../../src/har/write-har.ts'
import { launchChromium } from './harness/browser.ts'
import { havePrograms } from './harness/programs.ts'

const here = havePrograms('chromium')
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-har-'))
const PAGE = '<!doctype html><img src="/dot"><script>fetch("/api")</script>'

let browser: Browser
let origin = ''
const server = createServer(({ url }, answer) => {
  if (url === '/login')
    answer.setHeader('Set-Cookie', [
      'sid=1; Path=/; HttpOnly',
      'bad=1; Domain=other.test',
      'sec=1; Secure; SameSite=None',
    ])
  if (url === '/') answer.writeHead(302, { Location: '/login' })
  else answer.setHeader('Content-Type', 'text/html')
  answer.end(url === '/login' ? PAGE : '')
})
beforeAll(async () => {
  if (!here) return
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://shop.example.test:${(server.address() as AddressInfo).port}`
  browser = await launchChromium({ resolve: '127.0.0.1' })
})
afterAll(async () => {
  await browser?.close()
  server.close().closeAllConnections()
  rmSync(folder, { recursive: true })
})

async function read(path: string) {
  const events: TimelineEvent[] = []
  for await (const event of readHar(path)) events.push(event)
  return events
}
const cookies = (events: readonly TimelineEvent[]) =>
  events.flatMap((one) => (one.type === 'cookie' ? [`${one.moment} ${one.name}`] : []))
const targets = (events: readonly TimelineEvent[]) =>
  events.flatMap((one) => (one.type === 'exchange' ? [one.browser.request.target] : []))

describe.skipIf(!here)('HAR and Chromium', () => {
  test.each(['embed', 'omit'] as const)('recorded by Playwright (%s): the same verdicts as live', async (content) => {
    const path = join(folder, `${content}.har`)
    const context = await browser.newContext({ recordHar: { path, content } })
    const page = await context.newPage()
    await page.goto(origin, { waitUntil: 'networkidle' })
    await page.goto(`${origin}/account`, { waitUntil: 'networkidle' })
    await context.close()
    const events = await read(path)
    expect(targets(events)).toEqual(expect.arrayContaining(['/', '/login', '/dot', '/api', '/account']))
    expect(cookies(events)).toEqual(expect.arrayContaining(['kept sid', 'refused bad', 'refused sec', 'sent sid']))
    expect(events.filter((one) => one.type === 'front')).toHaveLength(1)

    // Written by us and served by Playwright to another page: it takes the file and finds the answers in it.
    const ours = join(folder, `${content}-ours.har`)
    let text = ''
    for await (const piece of writeHar(events, '1.2.3')) text += piece
    writeFileSync(ours, text)
    const replay = await browser.newContext()
    await replay.routeFromHAR(ours, { notFound: 'abort' })
    const again = await replay.newPage()
    const answer = await again.goto(`${origin}/login`)
    expect(answer?.status()).toBe(200)
    expect(await answer?.headerValue('content-type')).toBe('text/html')
    await expect(again.goto(`${origin}/elsewhere`)).rejects.toThrow('ERR_FAILED')
    await replay.close()
  })

  test("opens in Chrome's own developer tools, every exchange a row", async () => {
    const path = join(folder, 'recorded.har')
    const context = await browser.newContext({ recordHar: { path, content: 'omit' } })
    await (await context.newPage()).goto(origin, { waitUntil: 'networkidle' })
    await context.close()
    const events = await read(path)
    const ours = join(folder, 'for-devtools.har')
    let text = ''
    for await (const piece of writeHar(events, '1.2.3')) text += piece
    writeFileSync(ours, text)

    // Developer tools are a page of the full browser only, not of the shell that is launched without a window.
    const chrome = await launchChromium({ full: true })
    try {
      const tools = await chrome.newPage({ viewport: { width: 1400, height: 800 } })
      await tools.goto('devtools://devtools/bundled/devtools_app.html?panel=network')
      const [chooser] = await Promise.all([
        tools.waitForEvent('filechooser'),
        tools.getByRole('button', { name: /import har/i }).click(),
      ])
      await chooser.setFiles(ours)
      const cells = tools.locator('td.name-column')
      await expect.poll(() => cells.count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(targets(events).length)
      const rows = (await tools.locator('tr:has(td.name-column)').allInnerTexts()).map((row) => row.split(/\s+/))
      const shown = rows.map(([name, status]) => `${name} ${status}`).filter((row) => /\d{3}$/.test(row))
      expect(shown.sort()).toEqual(['api 200', 'dot 200', 'login 200', 'shop.example.test 302'])
    } finally {
      await chrome.close()
    }
  })
})
