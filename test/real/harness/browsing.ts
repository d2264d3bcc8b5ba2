// An ordinary hour of a small site, with nobody waiting in between: people who sign in, look around, reload, open a second tab,
// mistype a password, sign out and in again, clear their cookies; others who never sign in; and what else knocks at any server.
import https from 'node:https'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { onceStill, open, until, userIn } from './page-state.ts'

const PAGES = ['/', '/protected', '/', '/login', '/api/me', '/favicon.ico', '/no-such-page', '/?from=mail&utm_source=x']

/** Rejects when somebody could not sign in: then nothing of this was ordinary. */
export async function browseForAnHour(browser: Browser, origin: string): Promise<void> {
  await bots(origin)
  const contexts: BrowserContext[] = []
  const person = async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    contexts.push(context)
    return { context, page: await context.newPage() }
  }
  try {
    const [first, second, passer] = [await person(), await person(), await person()]
    await lookAround(passer.page, origin)
    await signIn(first.page, origin, 'alice', 'not the password')
    await signIn(first.page, origin, 'alice', 'pw')
    await signedInAs(first.page, origin, 'alice')
    await Promise.all([lookAround(first.page, origin), signIn(second.page, origin, 'alice', 'pw')])
    await signedInAs(second.page, origin, 'alice')
    const tab = await first.context.newPage()
    await Promise.all([lookAround(tab, origin), lookAround(first.page, origin), lookAround(passer.page, origin)])
    await onceStill(first.page, () => fetches(first.page))
    await first.page.reload()
    await first.page.goBack().catch(() => null)
    await signOut(first.page, origin)
    await lookAround(first.page, origin)
    await signIn(first.page, origin, 'alice', 'pw')
    await signedInAs(first.page, origin, 'alice')
    // A session that the browser forgot: signed out without a word, and in again.
    await second.context.clearCookies()
    await lookAround(second.page, origin)
    await signIn(second.page, origin, 'alice', 'pw')
    await signedInAs(second.page, origin, 'alice')
    await signOut(second.page, origin)
    // One that the app has forgotten meanwhile: the browser still has its cookie.
    await signIn(passer.page, origin, 'alice', 'pw')
    const kept = await passer.context.cookies()
    await signOut(passer.page, origin)
    await passer.context.addCookies(kept)
    await lookAround(passer.page, origin)
    await onceStill(first.page, () => embeds(first.page))
    await bots(origin)
  } finally {
    for (const context of contexts) await context.close()
  }
}

async function lookAround(page: Page, origin: string): Promise<void> {
  for (const path of PAGES) await open(page, origin + path)
}

async function signIn(page: Page, origin: string, user: string, password: string): Promise<void> {
  await open(page, `${origin}/login`)
  await page.locator('#login [name=username]').fill(user)
  await page.locator('#login [name=password]').fill(password)
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.locator('#login button').click({ noWaitAfter: true })
  await answered
  await page.waitForLoadState('networkidle', { timeout: 8000 }).catch(() => {})
}

async function signedInAs(page: Page, origin: string, user: string): Promise<void> {
  await open(page, `${origin}/`)
  if (!(await until(10, async () => (await userIn(page, '#server-session')) === user)))
    throw new Error(`${user} is not signed in at ${page.url()}`)
}

async function signOut(page: Page, origin: string): Promise<void> {
  await open(page, `${origin}/`)
  // Nobody clicks while the page still asks who is signed in: that race is another test's (sign-out.test.ts).
  await page.waitForLoadState('networkidle', { timeout: 8000 }).catch(() => {})
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.locator('#logout button').click({ noWaitAfter: true })
  await answered
  await page.waitForLoadState('networkidle', { timeout: 8000 }).catch(() => {})
}

/** As client code asks: with and without cookies, and one that is given up. */
async function fetches(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await Promise.all(['/api/me', '/api/me?again', '/'].map((path) => fetch(path).then((answer) => answer.text())))
    await fetch('/api/me', { credentials: 'omit' }).then((answer) => answer.text())
    const given = new AbortController()
    const asked = fetch('/api/me', { signal: given.signal }).catch(() => {})
    given.abort()
    await asked
  })
}

/** What pages hold: pictures, prefetched links, streams and sockets, whether the app has them or not. */
async function embeds(page: Page): Promise<void> {
  await page.evaluate(
    "new Promise((done) => { const image = new Image(); image.onload = image.onerror = done; image.src = '/logo.png' })",
  )
  await page.evaluate(async (host) => {
    const over = (target: EventTarget, names: readonly string[]) =>
      Promise.race([
        ...names.map((name) => new Promise((done) => target.addEventListener(name, done, { once: true }))),
        new Promise((done) => setTimeout(done, 3000)),
      ])
    const stream = new EventSource('/api/events')
    const socket = new WebSocket(`wss://${host}/api/socket`)
    await Promise.all([
      over(stream, ['open', 'error']),
      over(socket, ['open', 'error', 'close']),
      ...['/protected', '/?prefetched'].map((path) =>
        fetch(path, { headers: { RSC: '1', 'Next-Router-Prefetch': '1' } }).then((answer) => answer.text()),
      ),
    ])
    stream.close()
    socket.close()
  }, new URL(page.url()).host)
}

const BOTS = [
  ['GET', '/robots.txt', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['HEAD', '/', 'UptimeRobot/2.0'],
  ['GET', '/', 'curl/8.5.0'],
  ['GET', '/protected', 'facebookexternalhit/1.1'],
  ['GET', '/wp-login.php', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'],
  ['POST', '/xmlrpc.php', 'python-requests/2.31'],
  ['GET', '/api/me', 'kube-probe/1.29'],
] as const

async function bots(origin: string): Promise<void> {
  const { hostname: servername, port, host } = new URL(origin)
  for (const [method, path, agent] of BOTS) {
    await new Promise<void>((done, fail) => {
      const headers = { Host: host, 'User-Agent': agent, Accept: '*/*' }
      https
        .request(
          { method, path, headers, host: '127.0.0.1', port, servername, rejectUnauthorized: false, agent: false },
          (answer) => {
            answer.resume().on('end', done)
          },
        )
        .on('error', fail)
        .end()
    })
  }
}
