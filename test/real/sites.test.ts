// Other sites beside the app, in Chromium: a real Auth.js client signs in at the stand-in provider, and does not when the provider
// posts back; a frame and a sibling host get no session cookie. Each with its diagnosis, and no other.
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
import { until, userIn } from './harness/page-state.ts'
import { havePrograms } from './harness/programs.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const AUTHJS = join(EXAMPLES, 'nextjs-authjs')
const EXPRESS = join(EXAMPLES, 'express-session')
const WAIT = { timeout: 30_000 }

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
    await Promise.all([installed(AUTHJS), installed(EXPRESS)])
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  async function withPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    try {
      return await work(await context.newPage())
    } finally {
      await context.close()
    }
  }

  describe('an identity provider', () => {
    async function signIn(scenario: string, cwd: string) {
      const [port] = (await freePorts(1)) as [number]
      const origin = `https://shop.localhost:${port}`
      const distDir = `.next-sites-${process.pid}-${port}`
      // A CA that the shell names would be the app's only one.
      const env = {
        AUTH_SECRET: 'a secret of this test, long enough',
        AUTH_URL: origin,
        DIST_DIR: distDir,
        NODE_ENV: 'development',
        NODE_EXTRA_CA_CERTS: '',
      }
      const args = [
        '--port',
        String(port),
        '--no-inspector',
        '--host',
        'shop.localhost',
        '--log',
        'jsonl',
        '--scenario',
        scenario,
      ]
      const front = start([...args, '--', 'next', 'dev'], { cwd, env })
      try {
        await front.until(/your app answers at/)
        const landed = await withPage(async (page) => {
          await page.goto(`${origin}/login`)
          // The form works before its code has come, as forms do.
          await page.click('#provider button', WAIT)
          await page.click('button[value=alice]', WAIT)
          await page.waitForURL((url) => url.origin === origin && !url.pathname.startsWith('/api/auth/callback'), WAIT)
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

    test('that redirects back: Auth.js signs in, and nothing is told', async () => {
      const root = await folder({
        'mine.yaml': 'extends: oauth-form-post\nsites:\n  idp: { host: idp.localhost, steps: [identity-provider] }\n',
      })
      expect(await signIn(join(root, 'mine.yaml'), AUTHJS)).toEqual({ path: '/', user: 'alice', code: 0, told: [] })
    })

    test('that posts back: its Lax cookies stay at home', async () => {
      expect(await signIn('oauth-form-post', AUTHJS)).toEqual({
        path: '/api/auth/error',
        user: null,
        code: 0,
        told: ['oauth-form-post-lax'],
      })
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
          page.evaluate(async (url) => {
            const answer = await fetch(url, { credentials: 'include', headers: { 'X-Asked': 'by script' } })
            return answer.json()
          }, `https://${host}:${port}/api/me`)
        return [await ask('shop.localhost'), await ask('api.shop.localhost')]
      })
      // The answer is 200 with nobody in it, which many an API says to anybody: no reason to cry.
      expect(seen).toEqual({ got: [{ user: 'alice' }, { user: null }], code: 0, told: [] })
    })
  })
})
