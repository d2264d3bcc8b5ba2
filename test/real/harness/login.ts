import type { Browser, Page } from 'playwright-core'
import { type NetworkLog, watchNetwork } from './network-log.ts'
import { hydration, onceStill, open, until, userIn } from './page-state.ts'

/** What worked for a person with a fresh browser; null = the app has no such thing. */
export interface LoginVerdict {
  /** The page's client code ran. */
  readonly hydrated: boolean | null
  readonly hmr: 'connected' | 'failed' | null
  /** The page that the sign-in led to says the user's name. */
  readonly login: boolean
  /** So does `/`, opened anew under the public name. */
  readonly reload: boolean
  /** So does the session that client code asked for. */
  readonly client: boolean | null
  readonly me: boolean
  readonly protected: boolean | null
  /** After signing out nobody is signed in; null also when there was nobody to sign out. */
  readonly signout: boolean | null
}

export interface LoginReport extends Pick<NetworkLog, 'requests' | 'refused' | 'withheld'> {
  readonly verdict: LoginVerdict
  /** Where the browser stood after the sign-in: a URL, or chrome-error://... */
  readonly landed: string
  /** Answers to the sign-in's POST with a status of 400 or more. */
  readonly failedPosts: number
  /** Cookies kept, by name, after the protected page and before the sign-out. */
  readonly kept: readonly string[]
}

/** Signs in at `origin` with a browser profile of its own, looks around, signs out. `first`: a page looked at before. */
export async function runLogin(
  browser: Browser,
  origin: string,
  { user = 'alice', first }: { user?: string; first?: string } = {},
): Promise<LoginReport> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  try {
    const page = await context.newPage()
    const network = await watchNetwork(page)
    const visit = (path: string) => open(page, origin + path)

    if (first !== undefined) await visit(first)
    await visit('/login')
    const hydrated = await hydration(page, network)
    await page.locator('#login [name=username]').fill(user)
    await page.locator('#login [name=password]').fill('pw')
    await page.locator('#login button').click({ noWaitAfter: true })
    await until(15, async () => network.failedPosts() > 0 || (await hasLeft(page)) || (await refusal(page)))
    await settled(page)
    const landed = page.url()
    const failedPosts = network.failedPosts()
    const login = landed === `${origin}/` && (await userIn(page, '#server-session')) === user

    await visit('/')
    const reload = (await userIn(page, '#server-session')) === user
    const client = await clientSession(page, user, hydrated)
    const me = (await whoAmI(page)) === user
    const status = await visit('/protected')
    const protectedPage = status === 404 ? null : (await userIn(page, '#protected')) === user
    const kept = (await context.cookies()).map(({ name }) => name).sort()
    const signout = reload ? await signOut(page, network, origin) : null

    const [socket] = network.hotReload
    const hmr = socket === undefined ? null : network.hotReload.includes('101') ? 'connected' : 'failed'
    const verdict = { hydrated, hmr, login, reload, client, me, protected: protectedPage, signout } as const
    const { requests, refused, withheld } = network
    return { verdict, landed, failedPosts, kept, requests, refused, withheld }
  } finally {
    await context.close()
  }
}

const hasLeft = async (page: Page) => new URL(page.url()).pathname !== '/login'
const refusal = async (page: Page) => (await page.locator('[role=alert]:has-text("password")').count()) > 0

/** Loaded, and nothing asked for any more. A page that goes on asking is taken as it is. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 8000 }).catch(() => {})
}

async function clientSession(page: Page, user: string, hydrated: boolean | null): Promise<boolean | null> {
  const answer = page.locator('#client-session')
  if ((await answer.count()) === 0) return null
  const asked = async () => (await answer.getAttribute('data-status', { timeout: 500 })) !== 'loading'
  return hydrated !== false && (await until(10, asked)) && (await userIn(page, '#client-session')) === user
}

/** Asked by the page itself, so that it is the browser's cookies that count. */
async function whoAmI(page: Page): Promise<unknown> {
  const asked = () => page.evaluate(async () => ((await (await fetch('/api/me')).json()) as { user: unknown }).user)
  return onceStill(page, asked).catch(() => undefined)
}

async function signOut(page: Page, network: NetworkLog, origin: string): Promise<boolean> {
  await open(page, `${origin}/`)
  await hydration(page, network)
  // A session still being asked for would set the cookie again after the sign-out took it away.
  await settled(page)
  // Somebody whose session is on another instance than this page.
  if ((await page.locator('#logout button').count()) === 0) return false
  const failed = network.failedPosts()
  await page.locator('#logout button').click({ noWaitAfter: true })
  await until(10, async () => {
    const elsewhere = page.url() !== `${origin}/` || network.failedPosts() > failed
    return elsewhere || (await userIn(page, '#server-session')) === ''
  })
  await settled(page)
  await open(page, `${origin}/`)
  return (await userIn(page, '#server-session')) === ''
}
