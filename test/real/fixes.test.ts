// Is the advice good? A front or an app is broken in the way that a finding describes, a browser cannot sign in and exactly that
// finding is told; then what the finding advises is done, and the same browser signs in, stays signed in, and nothing is told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './harness/browser.ts'
import { type ExampleApp, type ExampleName, startExampleApp } from './harness/example-app.ts'
import { runLogin } from './harness/login.ts'
import { havePrograms } from './harness/programs.ts'
import { startSubject } from './harness/subject.ts'
import { startWatchedFront } from './harness/watched-front.ts'

interface Setting {
  /** The name of a scenario, or one written here. */
  readonly front: string | object
  readonly env?: Record<string, string>
  /** An environment for each; overrides `env`. */
  readonly instances?: readonly Record<string, string>[]
}

interface Repair {
  readonly cause: string
  readonly app: ExampleName | 'demo'
  readonly broken: Setting
  readonly mended: Setting
}

const nginx = (...steps: object[]) => ({
  extends: 'nginx-recommended',
  about: 'nginx with the usual lines and one thing more',
  front: [{ nginx: steps }],
})

const REPAIRS: readonly Repair[] = [
  {
    cause: 'host-rewritten-to-upstream',
    app: 'demo',
    broken: { front: 'behind-nginx' },
    // proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto $scheme;
    mended: {
      front: {
        extends: 'behind-nginx',
        about: 'the stock one with two lines more',
        front: [{ nginx: [{ host: 'preserve' }, { forwarded: { proto: 'set' }, before: 'connection' }] }],
      },
    },
  },
  {
    cause: 'xfp-missing',
    app: 'demo',
    broken: { front: 'nginx-missing-proto' },
    // proxy_set_header X-Forwarded-Proto $scheme;
    mended: {
      front: {
        extends: 'nginx-missing-proto',
        about: 'with the line that was missing',
        front: [{ nginx: [{ forwarded: { 'real-ip': 'set', for: 'append', proto: 'set', host: 'set' } }] }],
      },
    },
  },
  {
    cause: 'xfp-overwritten-by-inner-hop',
    app: 'demo',
    broken: { front: 'nginx-two-hops' },
    mended: { front: 'nginx-two-hops-trust' },
  },
  {
    cause: 'set-cookie-stripped-by-cache-rule',
    app: 'express-session',
    broken: { front: 'strip-set-cookie' },
    mended: { front: { extends: 'strip-set-cookie', about: 'without the rule', without: ['edge/response-cookies'] } },
  },
  {
    cause: 'cookies-stripped-before-origin',
    app: 'express-session',
    broken: { front: 'drop-cookies' },
    mended: { front: { extends: 'drop-cookies', about: 'cookies are forwarded', without: ['edge/request-cookies'] } },
  },
  {
    cause: 'cookie-path-mismatch',
    app: 'express-session',
    broken: { front: nginx({ 'cookie-rewrite': { path: [{ from: '/', to: '/app/' }] }, before: 'failure' }) },
    mended: { front: 'nginx-recommended' },
  },
  {
    cause: 'trust-proxy-off',
    app: 'express-session',
    broken: { front: 'nginx-recommended', env: { TRUST_PROXY: '0' } },
    mended: { front: 'nginx-recommended', env: { TRUST_PROXY: '1' } },
  },
  {
    cause: 'memory-session-many-instances',
    app: 'express-session',
    broken: { front: 'nginx-lb', instances: [{}, {}] },
    mended: { front: 'haproxy-sticky', instances: [{}, {}] },
  },
  {
    cause: 'auth-url-unset-localhost-callback',
    app: 'nextjs-authjs',
    broken: { front: 'nginx-recommended', env: { AUTH_URL: 'http://localhost:3000' } },
    // "Leave AUTH_URL out behind a front that says X-Forwarded-Host and X-Forwarded-Proto."
    mended: { front: 'nginx-recommended', env: { AUTH_TRUST_HOST: 'true' } },
  },
]

const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-fixes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!havePrograms('chromium'))('what a finding advises helps', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  async function signIn(app: Repair['app'], { front, env = {}, instances = [env] }: Setting) {
    const apps: ExampleApp[] = []
    try {
      for (const one of instances)
        apps.push(app === 'demo' ? await startSubject('demo') : await startExampleApp(app, { env: one }))
      const scenario = typeof front === 'string' ? front : join(folder, 'scenario.yaml')
      if (typeof front !== 'string') writeFileSync(scenario, JSON.stringify(front))
      const ports = apps.map(({ port }) => port)
      const watched = await startWatchedFront(scenario, ports, folder)
      try {
        const { verdict } = await runLogin(browser, watched.origin, { first: '/' })
        const { login, reload, me, signout } = verdict
        return { works: { login, reload, me, signout }, told: watched.findings().map(({ id }) => id) }
      } finally {
        await watched.front.close()
      }
    } finally {
      for (const one of apps) await one.close()
    }
  }

  test.each(REPAIRS)('$cause, $app', { timeout: 300_000 }, async ({ cause, app, broken, mended }) => {
    const before = await signIn(app, broken)
    expect(before.told).toContain(cause)
    expect(before.works).not.toEqual({ login: true, reload: true, me: true, signout: true })
    expect(await signIn(app, mended)).toEqual({
      works: { login: true, reload: true, me: true, signout: true },
      told: [],
    })
  })
})
