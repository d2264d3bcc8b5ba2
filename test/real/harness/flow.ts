// A flow is a short story of a browser, played on two sites of its own: ours, and one that is not. Cookies that a script sets
// have names that start with `js`; no proxy can see those being set.
import type { BrowserContext, Page } from 'playwright-core'
import type { FlowAnswer } from './flow-app.ts'

export interface Stage {
  /** Registrable domains, `flow7.test` and `flow7.example`. */
  readonly ours: string
  readonly theirs: string
  /** An address that answers so. `https://HOST/path` or `http://HOST/path`, without port; a bare path is ours. */
  url(place: string, answer?: FlowAnswer): string
  readonly context: BrowserContext
  readonly page: Page
  /** Another profile of the same browser: a private window. */
  privateWindow(): Promise<BrowserContext>
}

export interface Flow {
  readonly name: string
  /** Played in the profile itself; otherwise in a private window. */
  readonly inProfile?: boolean
  play(stage: Stage): Promise<void>
}

/** Clicks, and waits until the page of that address is there. */
export async function click(page: Page, selector: string, lands: string): Promise<void> {
  await page.locator(selector).click({ noWaitAfter: true })
  await page.waitForURL(lands)
}

/** fetch() from within the page; answers once the body is read. */
export async function ask(page: Page, url: string, options: object = {}): Promise<void> {
  await page.evaluate(([to, init]) => fetch(to, init).then((answer) => answer.text()), [url, options] as const)
}

/** Runs a function of the page itself, given as text since it needs a page's own names, on one argument. */
export async function inPage(page: Page, code: string, value: string): Promise<void> {
  await page.evaluate(`(${code})(${JSON.stringify(value)})`)
}

export const link = (to: string, more = '') => `<a id="go" href="${to}" ${more}>go</a>`
export const form = (to: string, method = 'post') =>
  `<form method="${method}" action="${to}"><input name="a" value="1"><button id="go">go</button></form>`
/** A page that posts a form by itself, as identity providers do (response_mode=form_post). */
export const posts = (to: string) =>
  `<form id="f" method="post" action="${to}"><input name="code" value="1"></form><script>document.getElementById('f').submit()</script>`
