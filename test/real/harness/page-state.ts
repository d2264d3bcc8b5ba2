import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { NetworkLog } from './network-log.ts'

/** For what is known to be on the page: Playwright would wait 30 s for it when a navigation takes it away meanwhile. */
const SOON = { timeout: 500 }

/** Asks every 50 ms; false when it was not so within that many seconds. */
export async function until(seconds: number, so: () => Promise<boolean>): Promise<boolean> {
  const limit = Date.now() + seconds * 1000
  for (;;) {
    // While the page navigates there is nothing to ask.
    if (await so().catch(() => false)) return true
    if (Date.now() > limit) return false
    await sleep(50)
  }
}

/** Opens a URL; the status of the page, 0 when none came. A navigation of the page's own may still cut ours short: again. */
export async function open(page: Page, url: string): Promise<number> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      return (await page.goto(url))?.status() ?? 0
    } catch (error) {
      if (!/interrupted by another navigation|ERR_ABORTED/.test(String(error))) return 0
    }
  }
  return 0
}

/** Runs it once the page stands still: `next dev` may load a page anew by itself, and what was running there goes with the old one. */
export async function onceStill<T>(page: Page, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (attempt === 3 || !/Execution context was destroyed/.test(String(error))) throw error
      await page.waitForLoadState()
    }
  }
}

/** The `data-user` of an element: '' = nobody; undefined = no such element on this page. */
export async function userIn(page: Page, selector: string): Promise<string | undefined> {
  const element = page.locator(selector)
  const user = await (async () =>
    (await element.count()) > 0 ? element.getAttribute('data-user', SOON) : null)().catch(() => null)
  return user ?? undefined
}

/** Did the page's client code run? null: the page does not say. A page whose hot-reload WebSocket failed gets 3 s more. */
export async function hydration(page: Page, network: NetworkLog): Promise<boolean | null> {
  const marker = page.locator('#hydrated')
  if ((await marker.count()) === 0) return null
  const hydrated = async () => (await marker.getAttribute('data-hydrated', SOON)) === 'yes'
  const failed = async () => network.hotReload.length > 0 && !network.hotReload.includes('101')
  await until(20, async () => (await hydrated()) || (await failed()))
  return until(3, hydrated)
}
