// A visitor of `check` gets the browser profile that another one has left: nothing of that one may be in it.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRooms, type Room } from '../../src/check/rooms.ts'
import { launchChromium } from './harness/browser.ts'
import { havePrograms } from './harness/programs.ts'

/** All that a page can leave behind, left. */
const LEAVE = `(async () => {
  document.cookie = 'mine=1'
  localStorage.mine = sessionStorage.mine = window.name = 'mine'
  await (await caches.open('mine')).put('/kept', new Response('mine'))
  await new Promise((done) => { indexedDB.open('mine').onsuccess = done })
  await navigator.serviceWorker.register('/worker.js')
  await navigator.serviceWorker.ready
  history.pushState(null, '', '/further')
  addEventListener('beforeunload', (event) => event.preventDefault())
})()`
const FOUND = `(async () => ({
  cookie: document.cookie,
  local: { ...localStorage },
  session: { ...sessionStorage },
  name: window.name,
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  past: history.length,
}))()`
const NOTHING = { cookie: '', local: {}, session: {}, name: '', caches: [], databases: [], workers: 0 }
const ALL = {
  cookie: 'mine=1',
  ...{ local: { mine: 'mine' }, session: { mine: 'mine' }, name: 'mine' },
  ...{ caches: ['mine'], databases: ['mine'], workers: 1 },
}

describe.skipIf(!havePrograms('chromium'))('a room that was left', () => {
  let browser: Browser
  let server: Server
  let asked: string[] = []
  let port = 0
  beforeAll(async () => {
    browser = await launchChromium()
    server = createServer(({ url = '' }, answer) => {
      asked.push(url)
      const script = /\.js$/.test(url)
      const headers = script ? { 'Content-Type': 'text/javascript' } : { 'Content-Type': 'text/html' }
      answer.writeHead(200, { ...headers, 'Cache-Control': script ? 'max-age=3600' : 'no-store' })
      answer.end(script ? '' : '<!doctype html><script src="/kept.js"></script><button>press</button>')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    port = (server.address() as AddressInfo).port
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  const visit = async (page: Page, host = 'localhost') => {
    asked = []
    await page.goto(`http://${host}:${port}/`)
    return page.evaluate<object>(FOUND)
  }
  /** Pressed once: without that a browser asks nobody before it leaves a page. */
  const leaveAll = async ({ page }: Room) => {
    await page.locator('button').click()
    await page.evaluate(LEAVE)
    expect(await page.evaluate(FOUND)).toMatchObject(ALL)
  }

  test('holds nothing of its last visitor, and is the same one', async () => {
    const rooms = createRooms(browser, true)
    const first = await rooms.enter()
    const fresh = await visit(first.page)
    expect(fresh).toMatchObject(NOTHING)
    await leaveAll(first)
    let heard = 0
    first.page.on('request', () => heard++)
    await first.leave()

    const second = await rooms.enter()
    expect([second.context, second.page]).toEqual([first.context, first.page])
    heard = 0
    expect(await visit(second.page)).toEqual(fresh)
    expect(asked).toContain('/kept.js')
    expect(heard).toBe(0)
    await second.leave()
  })

  test('that was at two origins gets another tab', async () => {
    const rooms = createRooms(browser, true)
    const first = await rooms.enter()
    for (const host of ['127.0.0.1', 'localhost']) {
      const fresh = await visit(first.page, host)
      expect(fresh).toMatchObject({ ...NOTHING, name: host === 'localhost' ? expect.any(String) : '' })
      await leaveAll(first)
    }
    await first.leave()

    const second = await rooms.enter()
    expect(second.context).toBe(first.context)
    expect(second.page).not.toBe(first.page)
    expect(second.context.pages()).toEqual([second.page])
    for (const host of ['127.0.0.1', 'localhost']) expect(await visit(second.page, host)).toMatchObject(NOTHING)
    await second.leave()
  })

  test('of a name that is not local is not given away', async () => {
    const rooms = createRooms(browser, false)
    const first = await rooms.enter()
    await visit(first.page)
    await first.leave()
    const second = await rooms.enter()
    expect(second.context).not.toBe(first.context)
    await second.leave()
  })
})
