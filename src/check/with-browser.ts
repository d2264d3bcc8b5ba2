// A visitor with the installed browser: its own cookie rules, its own idea of a redirect, and the page's code runs.
import { ledTo } from '../browser/flags.ts'
import { UserError } from '../core/user-error.ts'
import { spkiPin } from '../tls/spki.ts'
import type { Looked } from './look.ts'
import { LOOK, SCRIPTED, WORDS } from './look.ts'
import { enter, filledIn, pressed, pressedButton } from './page-deeds.ts'
import type { Room } from './rooms.ts'
import { createRooms } from './rooms.ts'
import { sendingButton } from './sign-in.ts'
import { listenTo } from './traffic.ts'
import type { Control, Driver, FormSeen, Said, Sight, Visitor } from './visitor.ts'

/** Milliseconds. */
const PAGE = 15_000
const LATER = 3000
const ANSWER = 10_000
const SETTLED = 2500
/** A page that is still loading something after that is slow, not done. */
const [QUIET, LOADING] = [600, 8000]
/** Nothing under way for that long: what was to come has come; where that cannot be seen, a little more. */
const [CALM, CALM_ENOUGH] = [150, 500]

type Condition = (seen: Sight) => boolean

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
  const rooms = createRooms(browser, /(?:^|\.)localhost$/.test(host))
  return {
    name: 'browser',
    visitor: async () => createVisitor(await rooms.enter()),
    close: () => browser.close(),
  }
}

function createVisitor({ context, page, leave }: Room): Visitor {
  page.setDefaultTimeout(LATER)
  const traffic = listenTo(page)

  async function sight(trouble?: string): Promise<Sight> {
    const seen = await page.evaluate<Looked>(LOOK).catch(() => undefined)
    const url = page.url()
    const { text = '', forms = [], controls = [] } = seen ?? {}
    return { url, status: traffic.status(), text, forms, controls, ...(trouble === undefined ? {} : { trouble }) }
  }

  async function open(url: string, until?: Condition, failing?: Condition): Promise<Sight> {
    traffic.begin()
    let trouble: string | undefined
    for (let attempt = 0; attempt < 3; attempt++) {
      trouble = await page.goto(url, { waitUntil: 'load', timeout: PAGE }).then(
        () => undefined,
        (error: Error) => /net::(\w+)/.exec(error.message)?.[1] ?? error.message.split('\n')[0]!,
      )
      // A navigation of the page's own cut ours short.
      if (trouble === undefined || !/ERR_ABORTED|interrupted/.test(trouble)) break
      // To the very same address: that one is ours as well.
      if (trouble.includes(`by another navigation to "${url}"`)) {
        await page.waitForLoadState('load', { timeout: PAGE }).catch(() => {})
        if (page.url() === url && traffic.status() > 0) trouble = undefined
        if (trouble === undefined) break
      }
    }
    return trouble === undefined ? see(until, LATER, failing) : { ...(await sight(trouble)), status: 0 }
  }

  async function see(until?: Condition, ms = LATER, failing?: Condition): Promise<Sight> {
    let seen = await sight()
    // What no code can change is not waited for.
    if (until && (await page.evaluate<boolean>(SCRIPTED).catch(() => true))) {
      const began = performance.now()
      const loading = () => traffic.busy() || traffic.calmFor() < QUIET
      await asLong(LOADING, async () => {
        if (until(seen)) return false
        if (!loading() && (performance.now() - began > ms || failing?.(seen))) return false
        // Pages that say by their status that they are none seldom become one.
        if (seen.status >= 400 && !traffic.busy() && traffic.calmFor() > 2 * QUIET) return false
        seen = await sight()
        return true
      })
    }
    return seen
  }

  /** Does something that leads elsewhere, and waits until it has, or was refused. */
  async function going(act: () => Promise<void>, until?: Condition): Promise<Sight> {
    const [from, before] = [page.url(), await words()]
    const loaded = traffic.loads()
    traffic.sending()
    try {
      await act()
    } catch (error) {
      return sight((error as Error).message.split('\n')[0]!)
    }
    // A page that comes again may say just what it said before.
    const refused = () => traffic.refused().status > 0
    const elsewhere = () => refused() || traffic.loads() > loaded || page.url() !== from
    await asLong(ANSWER, async () => !elsewhere() && (await words()) === before)
    await page.waitForLoadState('load', { timeout: PAGE }).catch(() => {})
    // A word such as "Signing in..." may come before the page does.
    const scripted = await page.evaluate<boolean>(SCRIPTED).catch(() => true)
    if (!refused() && scripted) await still(1500, async () => (until?.(await sight()) ? CALM : CALM_ENOUGH))
    // Code that leads on by itself (`location.href = '/'` after a fetch) takes its time.
    const seen = await see(!refused() && scripted ? until : undefined, SETTLED)
    return refused() && page.url() === from
      ? { ...seen, ...traffic.refused(), trouble: `answered ${traffic.refused().status}` }
      : seen
  }

  async function formOf({ form = -1 }: Control): Promise<FormSeen | undefined> {
    return (await sight()).forms.find(({ index }) => index === form)
  }

  /** Until nothing has been under way for so many milliseconds, counted from now at the earliest. */
  async function still(most: number, calm: () => Promise<number>): Promise<void> {
    const began = performance.now()
    await asLong(most, async () => traffic.busy() || traffic.calmFor(began) < (await calm()))
  }

  const words = () => page.evaluate<string>(WORDS).catch(() => '')
  const awake = () => asLong(LATER, async () => (await page.evaluate<Looked>(LOOK)).hydrating)

  return {
    open,
    async submit(form: FormSeen, values, until) {
      await awake()
      return going(async () => {
        const filled = await filledIn(page, form, values)
        const button = sendingButton(form)
        if (button) await pressedButton(page, form, button)
        else await enter(page, form, filled)
      }, until)
    },
    see: (until) => see(until),
    cookies: async (url) => (await context.cookies(url)).map(({ name }) => name),
    async press(control: Control, values = {}, until = undefined) {
      await awake()
      // A session still being asked for would set its cookie again after the sign-out took it away.
      const scripted = await page.evaluate<boolean>(SCRIPTED).catch(() => true)
      if (scripted) await still(2000, async () => CALM)
      return going(async () => {
        const form = Object.keys(values).length === 0 ? undefined : await formOf(control)
        if (form) await filledIn(page, form, values)
        await pressed(page, control)
      }, until)
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
      const mute = !(await page.evaluate<boolean>(SCRIPTED).catch(() => true))
      const fits = () => traffic.said().some((one) => (path === '' || pathOf(one.url).endsWith(path)) && holds(one))
      if (path === '') await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {})
      else {
        // The first answer need not be the last one: code asks again when a page is restored or a session changed.
        let first: number | undefined
        await asLong(LATER, async () => {
          if (traffic.said().some((one) => pathOf(one.url).endsWith(path))) first ??= performance.now()
          return !fits() && !mute && performance.now() < (first ?? Infinity) + 700
        })
      }
      await traffic.read()
      return fits()
    },
    asked: traffic.said,
    code: true,
    close: leave,
  }
}

const pathOf = (url: string) => new URL(url).pathname + new URL(url).search

/** Asks every 40 ms, at most so many milliseconds. While a page navigates there is nothing to ask. */
async function asLong(ms: number, so: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + ms
  while (performance.now() < limit && (await so().catch(() => true))) await new Promise((done) => setTimeout(done, 40))
}
