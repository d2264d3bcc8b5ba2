// Other sites beside the app, in Chromium: real clients (Auth.js, better-auth) sign in at the stand-in provider, and Auth.js does not
// when the provider posts back; a frame and a sibling host get no session cookie. Each with its diagnosis, and no other.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import type { Running } from '../cli/run.ts'
import { folder, start } from '../cli/run.ts'
import { launchChromium } from './harness/browser.ts'
import { installed } from './harness/example-app.ts'
import { freePorts } from './harness/free-port.ts'
import { onceStill, until, userIn } from './harness/page-state.ts'
import { havePrograms } from './harness/programs.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const AUTHJS = join(EXAMPLES, 'nextjs-authjs')
const EXPRESS = join(EXAMPLES, 'express-session')
const BETTER = join(import.meta.dirname, 'better-auth')
/** A dev server compiles a page when it is first asked for. */
const WAIT = { timeout: 90_000 }

const findings = (out: string) => [
  ...new Set(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TimelineEvent)
      .flatMap((one) => (one.type === 'finding' && one.level !== 'info' ? [one.id] : [])),
  ),
]

describe.skipIf(!havePrograms('chromium'))('other sites beside the app', () => {
  let browser: Browser
  beforeAll(async () => {
    await Promise.all([AUTHJS, EXPRESS, BETTER].map(installed))
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  async function withPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    try {
      context.setDefaultTimeout(WAIT.timeout)
      return await work(await context.newPage())
    } finally {
      await context.close()
    }
  }

  describe('an identity provider', () => {
    interface Client {
      readonly cwd: string
      readonly command: readonly string[]
      readonly button: string
      readonly env: (origin: string) => NodeJS.ProcessEnv
    }
    const authjs: Client = {
      cwd: AUTHJS,
      command: ['next', 'dev'],
      button: '#provider button',
      env: (origin) => ({
        AUTH_SECRET: 'a secret of this test, long enough',
        AUTH_URL: origin,
        NODE_ENV: 'development',
      }),
    }
    const better: Client = {
      cwd: BETTER,
      command: [process.execPath, 'server.mjs'],
      button: '#provider',
      env: () => ({ BETTER_AUTH_SECRET: 'a secret of this test, long enough' }),
    }

    /** Behind nginx-recommended, with a provider that does what `options` say. */
    async function signIn({ cwd, command, button, env }: Client, options: string) {
      const root = await folder({
        'mine.yaml': `extends: nginx-recommended
params: { timeout: { default: 60s } }
sites:
  idp: { host: idp.localhost, steps: [{ identity-provider: ${options} }] }
`,
      })
      const [port] = (await freePorts(1)) as [number]
      const origin = `https://shop.localhost:${port}`
      const distDir = `.next-sites-${process.pid}-${port}`
      const ends = ['--port', String(port), '--no-inspector', '--host', 'shop.localhost', '--log', 'jsonl']
      const front = start([...ends, '--scenario', join(root, 'mine.yaml'), '--', ...command], {
        cwd,
        // A CA that the shell names would be the app's only one.
        env: { ...env(origin), DIST_DIR: distDir, NODE_EXTRA_CA_CERTS: '' },
      })
      try {
        await front.until(/your app answers at/)
        const landed = await withPage(async (page) => {
          await page.goto(`${origin}/login`)
          // The form works before its code has come, as forms do.
          await page.click(button, WAIT)
          await page.click('button[value=alice]', WAIT)
          await page.waitForURL((url) => url.origin === origin && !url.pathname.includes('/callback'), WAIT)
          await until(
            10,
            async () => (await userIn(page, '#server-session')) !== undefined || page.url().includes('error'),
          )
          return { path: new URL(page.url()).pathname, user: (await userIn(page, '#server-session')) ?? null }
        })
        const { out, code } = await front.stop()
        return { ...landed, code, told: findings(out) }
      } finally {
        await front.stop()
        await rm(join(cwd, distDir), { recursive: true, force: true, maxRetries: 5 })
      }
    }

    test('that redirects back: Auth.js and better-auth sign in, and nothing is told', async () => {
      const signedIn = { path: '/', user: 'alice', code: 0, told: [] }
      expect(await signIn(authjs, '{}')).toEqual(signedIn)
      expect(await signIn(better, '{}')).toEqual(signedIn)
      // As is a user who takes a while.
      expect(await signIn(better, '{ delay: 2s }')).toEqual(signedIn)
    })

    test('that posts back: the Lax cookies of Auth.js stay at home', async () => {
      const told = ['oauth-form-post-lax']
      const failed = { path: '/api/auth/error', user: null, code: 0, told }
      expect(await signIn(authjs, '{ response-mode: form_post }')).toEqual(failed)
    })

    test('that posts back: better-auth has the browser come again, and there is nothing to tell', async () => {
      const signedIn = { path: '/', user: 'alice', code: 0, told: [] }
      expect(await signIn(better, '{ response-mode: form_post }')).toEqual(signedIn)
    })

    test('that goes back twice: the code is used up by the first time', async () => {
      const failed = { path: '/api/auth/error', user: null, code: 0, told: ['duplicate-callback'] }
      expect(await signIn(authjs, '{ callback: twice }')).toEqual(failed)
    })

    test('that gives back another state: nobody is signed in, and no front is blamed', async () => {
      // Auth.js asks OpenID Connect providers for no state: it has PKCE.
      expect(await signIn(better, '{ state: wrong }')).toMatchObject({ user: null, code: 0, told: [] })
    })
  })

  describe('express-session', () => {
    async function behind<T>(
      scenario: string,
      work: (page: Page, port: string) => Promise<T>,
      set: readonly string[] = [],
    ) {
      const args = [
        '--port',
        '0',
        '--no-inspector',
        '--host',
        'shop.localhost',
        '--log',
        'jsonl',
        '--scenario',
        scenario,
      ]
      const env = { SESSION_SECRET: 'a secret', COOKIE_SECURE: 'true', TRUST_PROXY: '1' }
      const front: Running = start([...args, ...set, '--', process.execPath, 'server.js'], { cwd: EXPRESS, env })
      const said = await front.until(/your app answers at/)
      const port = /https:\/\/shop\.localhost:(\d+)/.exec(said)![1]!
      const got = await withPage(async (page) => {
        await page.goto(`https://shop.localhost:${port}/login`)
        await page.locator('[name=username]').fill('alice')
        await page.locator('[name=password]').fill('pw')
        await page.locator('#login button').click()
        await page.waitForURL(`https://shop.localhost:${port}/`)
        return work(page, port)
      })
      const { out, code } = await front.stop()
      return { got, code, told: findings(out) }
    }

    test('in a frame of somebody else the session cookie stays at home', async () => {
      const seen = await behind('embedded', async (page, port) => {
        await page.goto(`https://partner.localhost:${port}/`)
        const frame = page.frameLocator('#frame').locator('#server-session')
        return frame.getAttribute('data-user', WAIT)
      })
      expect(seen).toEqual({ got: '', code: 0, told: ['embedded-third-party'] })
    })

    test('a link of somebody else brings the Lax cookie along, and nothing is told', async () => {
      const seen = await behind('cross-site', async (page, port) => {
        await page.goto(`https://partner.localhost:${port}/`)
        await page.click('#link')
        await page.waitForURL(`https://shop.localhost:${port}/`)
        return userIn(page, '#server-session')
      })
      expect(seen).toEqual({ got: 'alice', code: 0, told: [] })
    })

    test('a sibling host is reached with CORS, and without the host-only cookie', async () => {
      const seen = await behind('subdomain-api', async (page, port) => {
        const ask = (host: string) =>
          onceStill(page, () =>
            page.evaluate(async (url) => {
              const answer = await fetch(url, { credentials: 'include', headers: { 'X-Asked': 'by script' } })
              return answer.json()
            }, `https://${host}:${port}/api/me`),
          )
        return [await ask('shop.localhost'), await ask('api.shop.localhost')]
      })
      // The answer is 200 with nobody in it, which many an API says to anybody: no reason to cry.
      expect(seen).toEqual({ got: [{ user: 'alice' }, { user: null }], code: 0, told: [] })
    })
  })
})
