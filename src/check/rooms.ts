// Browser profiles for visitors, one each. A new one costs a browser window and several processes, more than the login that is
// played in it, so one that was left is cleaned and given to the next: cookies, storage, cache and workers gone, the tab a new one.
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
    // The last tab takes its window with it, so the next one comes first.
    const page = await context.newPage()
    await old.close()
    await context.clearCookies()
    const session = await context.newCDPSession(page)
    await session.send('Network.clearBrowserCache')
    for (const origin of origins) await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
    await session.detach()
    return page
  }

  return {
    async enter() {
      const known = free.pop()
      const context = known?.context ?? (await browser.newContext())
      const page = known?.page ?? (await context.newPage())
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
