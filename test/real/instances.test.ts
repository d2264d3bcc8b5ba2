// Apps that repro-proxy runs itself, in several processes, and a browser: sessions in memory are lost as in production, with that
// diagnosis and no other; and where the same front keeps a browser on its instance, nothing is lost and nothing is told.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { BIN, folder, start } from '../cli/run.ts'
import { launchChromium } from './harness/browser.ts'
import { installed } from './harness/example-app.ts'
import { runLogin } from './harness/login.ts'
import { havePrograms } from './harness/programs.ts'

const EXPRESS = join(import.meta.dirname, '../../examples/express-session')
/** The pages of the demo app say who is signed in as the examples do. */
const PAGES = pathToFileURL(join(BIN, '../../dist/demo/pages.js')).href

/** node:http and a Map, as many apps begin. */
const PLAIN = `
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { homePage, loginPage } from '${PAGES}'
const sessions = new Map()
http.createServer(async (req, res) => {
  const { pathname } = new URL(req.url, 'http://app')
  const id = /(?:^|; )sid=([^;]*)/.exec(req.headers.cookie ?? '')?.[1]
  const user = sessions.get(id)
  const go = (to, cookie) => res.writeHead(303, { Location: to, ...(cookie && { 'Set-Cookie': cookie }) }).end()
  const page = (html) => res.setHeader('Content-Type', 'text/html; charset=utf-8').end(html)
  let form = ''
  for await (const chunk of req) form += chunk
  if (req.method === 'POST' && pathname === '/login') {
    const fresh = randomUUID()
    sessions.set(fresh, new URLSearchParams(form).get('username'))
    return go('/', 'sid=' + fresh + '; Path=/; HttpOnly; Secure; SameSite=Lax')
  }
  if (pathname === '/logout') return sessions.delete(id), go('/', 'sid=; Path=/; Max-Age=0; HttpOnly; Secure')
  if (pathname === '/login') return page(loginPage([]))
  if (pathname === '/api/me') return res.setHeader('Content-Type', 'application/json').end(JSON.stringify({ user: user ?? null }))
  if (pathname === '/protected') return user ? page('<p id="protected" data-user="' + user + '">' + user + '</p>') : go('/login')
  page(homePage(user ?? null, []))
}).listen(Number(process.env.PORT))
`

async function plain(): Promise<string> {
  const root = await folder({ 'package.json': '{"name":"shop","type":"module"}' })
  writeFileSync(join(root, 'server.js'), PLAIN)
  return root
}

const APPS = { 'express-session': async () => EXPRESS, plain } as const

interface Case {
  readonly scenario: string
  readonly set?: readonly string[]
  readonly works: boolean
  readonly told: readonly string[]
}

const CASES: readonly Case[] = [
  { scenario: 'two-replicas', works: false, told: ['memory-session-many-instances'] },
  { scenario: 'sticky-lost', set: ['every=100000'], works: true, told: [] },
  { scenario: 'prefetch-logout', works: false, told: ['prefetch-logout'] },
  { scenario: 'serverless', set: ['requests=3', 'cold=1ms'], works: false, told: ['memory-session-many-instances'] },
  { scenario: 'gateway-timeout', set: ['waits=100ms'], works: false, told: ['front-timeout-login'] },
  { scenario: 'slow-upstream', set: ['delay=30ms', 'session=60ms'], works: true, told: [] },
]

describe.skipIf(!havePrograms('chromium'))('an app that is run in several processes', () => {
  let browser: Browser
  beforeAll(async () => {
    await installed(EXPRESS)
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  async function signIn(cwd: string, { scenario, set = [] }: Case) {
    const args = ['--port', '0', '--no-inspector', '--host', 'shop.localhost', '--log', 'jsonl', '--scenario', scenario]
    const given = set.flatMap((one) => ['--set', one])
    const env = { SESSION_SECRET: 'the same for all instances', COOKIE_SECURE: 'true', TRUST_PROXY: '1' }
    const front = start([...args, ...given, '--', process.execPath, 'server.js'], {
      cwd,
      env,
    })
    const said = await front.until(/(?:your app|instance a) answers at/)
    const { verdict } = await runLogin(browser, /https:\/\/shop\.localhost:\d+/.exec(said)![0], { first: '/' })
    const { out, code } = await front.stop()
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TimelineEvent)
    return {
      code,
      works: verdict.login && verdict.reload && verdict.me && verdict.signout === true,
      told: [...new Set(events.flatMap((one) => (one.type === 'finding' && one.level !== 'info' ? [one.id] : [])))],
      instances: new Set(events.flatMap((one) => (one.type === 'exchange' && one.app ? [one.app.instance] : []))),
    }
  }

  describe.each(['express-session', 'plain'] as const)('%s', (app) => {
    // The rest is about the front, and one app shows it; only the plain one signs out with GET.
    test.each(CASES.filter(({ scenario }, i) => (app === 'plain' ? i < 3 : scenario !== 'prefetch-logout')))(
      '$scenario',
      async (one) => {
        const { instances, ...got } = await signIn(await APPS[app](), one)
        expect(got).toEqual({ code: 0, works: one.works, told: one.told })
        if (one.scenario === 'two-replicas') expect([...instances]).toEqual(['a', 'b'])
        if (one.scenario === 'serverless') expect([...instances]).toContain('a2')
      },
    )
  })
})
