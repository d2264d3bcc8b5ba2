// Browser profiles for visitors, one each. A new one costs a browser window and several processes, and a new tab as much as two
// pages, so what was left is cleaned and given to the next: cookies, storage, cache and workers gone, the tab empty, without a past.
import type { Browser, BrowserContext, Page } from 'playwright-core'

export interface Room {
  readonly context: BrowserContext
  readonly page: Page
  leave(): Promise<void>
}

export interface Rooms {
  enter(): Promise<Room>
}

/** `again`: false where something of a profile cannot be cleaned away, as with HSTS of a name that is not local. */
export function createRooms(browser: Browser, again: boolean): Rooms {
  const free: { context: BrowserContext; page: Page }[] = []

  async function clean(context: BrowserContext, old: Page, origins: ReadonlySet<string>): Promise<Page> {
    const page = origins.size > 1 ? await context.newPage() : old
    if (page === old) await empty(page)
    for (const other of context.pages()) if (other !== page) await other.close()
    await context.clearCookies()
    const session = await context.newCDPSession(page)
    await session.send('Page.resetNavigationHistory')
    await session.send('Network.clearBrowserCache')
    for (const origin of origins) await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
    await session.detach()
    return page
  }

  return {
    async enter() {
      const known = free.pop()
      const context = known?.context ?? (await browser.newContext())
      const page = known?.page ?? (await bare(await context.newPage()))
      const origins = new Set<string>()
      page.on('framenavigated', (frame) => {
        if (/^https?:/.test(frame.url())) origins.add(new URL(frame.url()).origin)
      })
      return {
        context,
        page,
        async leave() {
          const next = again ? await clean(context, page, origins).catch(() => undefined) : undefined
          if (next) free.push({ context, page: next })
          else await context.close().catch(() => {})
        },
      }
    },
  }
}

/** What belongs to the tab outlives every navigation: its name, and the storage of each origin that was in it. */
async function empty(page: Page): Promise<void> {
  page.removeAllListeners()
  for (const frame of page.frames()) await frame.evaluate("window.name = ''; sessionStorage.clear()")
  await page.goto('about:blank')
}

/** Tabs, buttons and a busy sign are painted for nobody: a tenth of what the browser does. One that has no such window keeps what it has. */
async function bare(page: Page): Promise<Page> {
  const session = await page.context().newCDPSession(page)
  await session
    .send('Browser.getWindowForTarget')
    .then(({ windowId }) =>
      session.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'fullscreen' } }),
    )
    .catch(() => {})
  await session.detach()
  return page
}
