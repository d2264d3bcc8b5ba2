// Pictures of the inspector for the documentation: node test/real/inspector-images.mjs FOLDER [view...]
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

process.env.REPRO_PROXY_STATE_DIR ??= await mkdtemp(join(tmpdir(), 'repro-proxy-images-'))
const { startAll, startShop, visit } = await import('./shop.mjs')
const [folder = 'docs/images', ...views] = process.argv.slice(2)
const scenario = process.env.SCENARIO ?? 'nginx-two-hops'
await mkdir(folder, { recursive: true })
const shop = await startShop()
const all = await startAll({ scenario, upstream: shop.port })
await visit(all.live)
const executablePath = process.env.REPRO_CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const SIZES = { wide: [1440, 900], middle: [900, 900], narrow: [360, 780] }
for (const view of views.length > 0 ? views : ['cookies', 'exchanges', 'findings', 'cache', 'scenario', 'check']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, [width, height]] of Object.entries(SIZES)) {
      if (process.env.ONLY && !`${name} ${colorScheme}`.match(process.env.ONLY)) continue
      const page = await browser.newPage({ viewport: { width, height }, colorScheme })
      page.on('console', (message) => message.type() === 'error' && console.log(view, message.text()))
      page.on('pageerror', (error) => console.log(view, error.message))
      await page.goto(`${all.inspector.url}#${view}`)
      await page
        .waitForSelector(view === 'cookies' ? '.grid' : 'main h2, .item', { timeout: 5000 })
        .catch((e) => console.log(e.message))
      if (view === 'cookies')
        await page
          .locator('button.pill', { hasText: 'refused' })
          .first()
          .click({ timeout: 3000 })
          .catch((e) => console.log(e.message.slice(0, 200)))
      if (view === 'exchanges') await page.locator('.item', { hasText: 'POST' }).first().click()
      await page.waitForTimeout(600)
      await page.screenshot({ path: join(folder, `${view}-${name}-${colorScheme}.png`) })
      await page.close()
    }
  }
}
await browser.close()
await all.close()
shop.close()
