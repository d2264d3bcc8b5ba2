// Pictures of the inspector for the documentation, taken only when asked: IMAGES=docs/images npx vitest run test/real/inspector-images
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { launchChromium } from './harness/browser.ts'
import { browserSays, startInspected, startShop, visit } from './harness/shop.ts'

const folder = process.env.IMAGES ?? ''
const only = new RegExp(process.env.ONLY ?? '')
process.env.REPRO_PROXY_STATE_DIR ??= mkdtempSync(join(tmpdir(), 'repro-proxy-images-'))
const SIZES = { wide: [1440, 900], middle: [900, 1100], narrow: [360, 780] } as const

it.skipIf(folder === '')('takes its pictures', async () => {
  mkdirSync(folder, { recursive: true })
  const shop = await startShop()
  const other = await startShop()
  const browser = await launchChromium()
  const wrong: string[] = []
  for (const [view, scenario] of [
    ['cookies', 'nginx-two-hops'],
    ['exchanges', 'nginx-two-hops'],
    ['findings', 'nginx-two-hops'],
    ['cache', 'nginx-cache-dangerous'],
    ['scenario', 'nginx-cookie-rewrite'],
    ['check', 'nginx-two-hops'],
    ['instances', 'nginx-lb'],
    ['empty', 'direct'],
  ] as const) {
    if (![...Object.keys(SIZES)].some((size) => ['light', 'dark'].some((c) => only.test(`${view}-${size}-${c}`))))
      continue
    const shown = await startInspected(view === 'instances' ? [shop.port, other.port] : shop.port, { scenario })
    if (view !== 'empty') await visit(shown.live)
    if (view === 'cookies') browserSays(shown.timeline, 'chrome-1')
    if (view === 'instances') {
      const tell = (state: 'ready' | 'exit', text: string) =>
        shown.timeline.publish({ type: 'app', at: Date.now(), state, text, instance: 'b' })
      tell('exit', 'instance b has ended')
      tell('ready', 'instance b answers')
      await visit(shown.live)
    }
    const route = view === 'instances' ? 'exchanges' : view === 'empty' ? 'cookies' : view
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [size, [width, height]] of Object.entries(SIZES)) {
        const name = `${view}-${size}-${colorScheme}`
        if (!only.test(name)) continue
        const page = await browser.newPage({ viewport: { width, height }, colorScheme })
        page.on('pageerror', (error) => wrong.push(`${name}: ${error.message}`))
        await page.goto(`${shown.inspector.url}#${route}`)
        await page.locator('main h2, .item, .grid').first().waitFor()
        if (view === 'cookies' && size === 'wide')
          await page
            .getByRole('button', { name: /refused in exchange/ })
            .first()
            .click()
        if (view === 'exchanges')
          await page
            .getByRole('option', { name: /POST \/login/ })
            .first()
            .click()
        await page.waitForLoadState('networkidle')
        await page.waitForTimeout(300)
        await page.screenshot({ path: join(folder, `inspector-${name}.png`) })
        await page.close()
      }
    }
    await shown.close()
  }
  await browser.close()
  shop.close()
  other.close()
  expect(wrong).toEqual([])
})
