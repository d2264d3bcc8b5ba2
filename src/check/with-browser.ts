// A visitor with the installed browser: its own cookie rules, its own idea of a redirect, and the page's code runs.
import type { Browser, Page, Response } from 'playwright-core'
import { ledTo } from '../browser/flags.ts'
import { UserError } from '../core/user-error.ts'
import { spkiPin } from '../tls/spki.ts'
import type { Looked } from './look.ts'
import { LOOK, SCRIPTED, WORDS } from './look.ts'
import type { Control, Driver, FormSeen, Said, Sight, Visitor } from './visitor.ts'

/** Milliseconds. */
const PAGE = 15_000
const LATER = 3000
const ANSWER = 10_000
const SETTLED = 2500

export interface BrowserOptions {
  readonly path: string
  readonly host: string
  readonly port: number
  /** PEM */
  readonly certificates: readonly string[]
}

export async function withBrowser({ path, host, port, certificates }: BrowserOptions): Promise<Driver> {
  const { chromium } = await import('playwright-core')
  const root = process.platform === 'linux' && process.getuid?.() === 0
  const browser = await chromium
    .launch({
      executablePath: path,
      // Ctrl-C ends the check, and the check ends the browser.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
      args: [
        ...ledTo({ host, port, pins: certificates.map(spkiPin) }),
        '--disable-gpu',
        // Chromium has no sandbox for root, as in most containers.
        ...(root ? ['--no-sandbox'] : []),
      ],
    })
    .catch((error: Error) => {
      throw new UserError(`the browser ${path} does not start: ${error.message.split('\n')[0]}`, {
        hint: 'Name another with --browser-path, or check without one: --driver browserless.',
      })
    })
  return {
    name: 'browser',
    visitor: () => createVisitor(browser),
    close: () => browser.close(),
  }
}

async function createVisitor(browser: Browser): Promise<Visitor> {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(LATER)
  let said: Said[] = []
  let status = 0
  let failedPost = 0
  const reading = new Set<Promise<void>>()
  page.on('response', (response) => {
    const request = response.request()
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) status = response.status()
    if (request.method() !== 'GET' && response.status() >= 400) failedPost = response.status()
    if (/^(?:fetch|xhr)$/.test(request.resourceType()) && request.method() === 'GET') {
      const read = note(response).finally(() => reading.delete(read))
      reading.add(read)
    }
  })

  async function note(response: Response): Promise<void> {
    // What an earlier page asked for may still arrive, and its body is gone with that page.
    const page = said
    if (!/json/.test(response.headers()['content-type'] ?? '')) return
    const body = await response.text().catch(() => undefined)
    if (body !== undefined) page.push({ url: response.url(), status: response.status(), body })
  }

  async function sight(trouble?: string): Promise<Sight> {
    const seen = await page.evaluate<Looked>(LOOK).catch(() => undefined)
    const url = page.url()
    const { text = '', forms = [], controls = [] } = seen ?? {}
    return { url, status, text, forms, controls, ...(trouble === undefined ? {} : { trouble }) }
  }

  async function open(url: string, until?: (seen: Sight) => boolean): Promise<Sight> {
    said = []
    status = 0
    let trouble: string | undefined
    for (let attempt = 0; attempt < 3; attempt++) {
      trouble = await page.goto(url, { waitUntil: 'load', timeout: PAGE }).then(
        () => undefined,
        (error: Error) => /net::(\w+)/.exec(error.message)?.[1] ?? error.message.split('\n')[0]!,
      )
      // A navigation of the page's own cut ours short.
      if (trouble === undefined || !/ERR_ABORTED|interrupted/.test(trouble)) break
    }
    if (trouble !== undefined) status = 0
    let seen = await sight(trouble)
    if (until && trouble === undefined)
      await asLong(LATER, async () => {
        if (until(seen)) return false
        seen = await sight()
        return true
      })
    return seen
  }

  /** Does something that leads elsewhere, and waits until it has, or was refused. */
  async function going(act: () => Promise<void>, until?: (seen: Sight) => boolean): Promise<Sight> {
    const [from, before] = [page.url(), await words()]
    failedPost = 0
    try {
      await act()
    } catch (error) {
      return sight((error as Error).message.split('\n')[0]!)
    }
    await asLong(ANSWER, async () => failedPost === 0 && page.url() === from && (await words()) === before)
    await page.waitForLoadState('load', { timeout: PAGE }).catch(() => {})
    // A word such as "Signing in..." may come before the page does.
    const scripted = await page.evaluate<boolean>(SCRIPTED).catch(() => true)
    if (failedPost === 0 && scripted) await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => {})
    let seen = await sight()
    // Code that leads on by itself (`location.href = '/'` after a fetch) takes its time.
    if (until && failedPost === 0 && scripted)
      await asLong(SETTLED, async () => {
        if (until(seen)) return false
        seen = await sight()
        return true
      })
    return failedPost > 0 && page.url() === from
      ? { ...seen, status: failedPost, trouble: `answered ${failedPost}` }
      : seen
  }

  const words = () => page.evaluate<string>(WORDS).catch(() => '')
  const awake = () => asLong(LATER, async () => (await page.evaluate<Looked>(LOOK)).hydrating)

  return {
    open,
    async submit(form: FormSeen, values, until) {
      await awake()
      return going(async () => {
        const here = page.locator('form').nth(form.index)
        for (const [name, value] of Object.entries(values)) {
          const quoted = JSON.stringify(name)
          await here.locator(`[name=${quoted}], [id=${quoted}]`).first().fill(value)
        }
        const button = here.locator('button:not([type=button]), input[type=submit], input[type=image]').first()
        if ((await button.count()) > 0) await button.click({ noWaitAfter: true })
        else await here.locator('[type=password]').press('Enter', { noWaitAfter: true })
      }, until)
    },
    async press(control: Control) {
      await awake()
      // A session still being asked for would set its cookie again after the sign-out took it away.
      const scripted = await page.evaluate<boolean>(SCRIPTED).catch(() => true)
      if (scripted) await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {})
      return going(() => pressed(page, control))
    },
    ask: (url, sent) =>
      page
        .evaluate(
          async ({ to, sent }) => {
            const how = sent ? { method: sent.method, headers: { 'content-type': sent.type }, body: sent.text } : {}
            const answer = await fetch(to, { ...how, signal: AbortSignal.timeout(10_000) })
            return { url: answer.url, status: answer.status, body: await answer.text() }
          },
          { to: url, sent },
        )
        .catch((): Said => ({ url, status: 0, body: '' })),
    async heard(path, holds) {
      const fits = () => said.some((one) => (path === '' || pathOf(one.url).endsWith(path)) && holds(one))
      if (path === '') await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {})
      else {
        // The first answer need not be the last one: code asks again when a page is restored or a session changed.
        let first: number | undefined
        await asLong(LATER, async () => {
          if (said.some((one) => pathOf(one.url).endsWith(path))) first ??= performance.now()
          return !fits() && performance.now() < (first ?? Infinity) + 700
        })
      }
      await Promise.all(reading)
      return fits()
    },
    asked: () => said,
    code: true,
    close: () => context.close(),
  }
}

async function pressed(page: Page, { text, href, form }: Control): Promise<void> {
  const within = form === undefined ? page.locator('body') : page.locator('form').nth(form)
  const kinds = href === undefined ? 'button, input[type=submit], input[type=button], [role=button]' : 'a[href]'
  const all = within.locator(kinds)
  for (let i = 0; i < (await all.count()); i++) {
    const one = all.nth(i)
    const own = ((await one.textContent()) || (await one.getAttribute('value')) || '').replace(/\s+/g, ' ').trim()
    if (own === text) return one.click({ noWaitAfter: true })
  }
  throw new Error(`"${text}" is not there any more`)
}

const pathOf = (url: string) => new URL(url).pathname + new URL(url).search

/** Asks every 40 ms, at most so many milliseconds. While a page navigates there is nothing to ask. */
async function asLong(ms: number, so: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + ms
  while (performance.now() < limit && (await so().catch(() => true))) await new Promise((done) => setTimeout(done, 40))
}
