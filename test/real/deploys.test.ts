// Auth.js as production runs it: built, in two processes that differ. Two secrets, and two builds of which the page knows one.
import { execFile } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { start } from '../cli/run.ts'
import { launchChromium } from './harness/browser.ts'
import { installed } from './harness/example-app.ts'
import { onceStill, userIn } from './harness/page-state.ts'
import { havePrograms } from './harness/programs.ts'

const AUTHJS = join(import.meta.dirname, '../../examples/nextjs-authjs')
const NEXT = join(AUTHJS, 'node_modules/next/dist/bin/next')
const DIST = `.next-deploys-${process.pid}`
/** Below the first one, where its packages are found. */
const SECOND = join(AUTHJS, `.second-${process.pid}`)
const ENV = {
  AUTH_SECRET: 'a secret of this test, long enough',
  AUTH_TRUST_HOST: 'true',
  DIST_DIR: DIST,
  NODE_ENV: 'production',
}

async function build(cwd: string) {
  await promisify(execFile)(process.execPath, [NEXT, 'build'], { cwd, env: { ...process.env, ...ENV } })
}

/** The same app, with another sign-in action. */
function secondVersion() {
  for (const name of ['app', 'auth.js', 'proxy.js', 'users.js', 'package.json'])
    cpSync(join(AUTHJS, name), join(SECOND, name), { recursive: true })
  const config = `export default { distDir: '${DIST}', turbopack: { root: ${JSON.stringify(AUTHJS)} } }\n`
  writeFileSync(join(SECOND, 'next.config.mjs'), config)
  const actions = join(SECOND, 'app/login/actions.js')
  writeFileSync(actions, readFileSync(actions, 'utf8').replaceAll('signInAction', 'signInActionOfTheSecond'))
  const form = join(SECOND, 'app/login/login-form.jsx')
  writeFileSync(form, readFileSync(form, 'utf8').replaceAll('signInAction', 'signInActionOfTheSecond'))
}

describe.skipIf(!havePrograms('chromium'))('Auth.js in two processes that differ', () => {
  beforeAll(async () => {
    await installed(AUTHJS)
    secondVersion()
    await build(AUTHJS)
    await build(SECOND)
  })
  afterAll(async () => {
    for (const folder of [join(AUTHJS, DIST), SECOND]) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  async function signIn(scenario: readonly string[], work: (page: Page, origin: string) => Promise<void>) {
    const args = [
      '--port',
      '0',
      '--no-inspector',
      '--host',
      'shop.localhost',
      '--log',
      'jsonl',
      '--scenario',
      ...scenario,
    ]
    const front = start([...args, '--', 'next', 'start'], { cwd: AUTHJS, env: ENV })
    const said = await front.until(/instance \w+ answers at/)
    const origin = /https:\/\/shop\.localhost:\d+/.exec(said)![0]
    const browser = await launchChromium()
    try {
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
      await page.goto(`${origin}/login`)
      await page.fill('[name=username]', 'alice')
      await page.fill('[name=password]', 'pw')
      await page.click('#login button')
      await work(page, origin)
    } finally {
      await browser.close()
    }
    const { out, code } = await front.stop()
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TimelineEvent)
    const told = events.flatMap((one) => (one.type === 'finding' && one.level !== 'info' ? [one.id] : []))
    const titles = events.flatMap((one) => (one.type === 'finding' && one.level !== 'info' ? [one.title] : []))
    return { code, told, titles }
  }

  test('two-secrets: the instance with the other secret deletes the session', async () => {
    const { titles, ...seen } = await signIn(['two-secrets'], async (page, origin) => {
      await page.waitForURL(`${origin}/`)
      // The same question twice in turn: one of the two cannot read the cookie.
      const signedIn = async () => (await page.context().cookies()).some(({ name }) => name.includes('session-token'))
      for (let i = 0; i < 6 && (await signedIn()); i += 1)
        await onceStill(page, () => page.evaluate(() => fetch('/api/auth/session').then((answer) => answer.text())))
      expect(await signedIn()).toBe(false)
      await page.goto(`${origin}/`)
      expect(await userIn(page, '#server-session')).toBe('')
    })
    expect(seen).toEqual({ code: 0, told: ['secrets-differ-per-instance'] })
    expect(titles[0]).toMatch(/instance [ab] (?:deletes it|does not take the token that instance [ab] gave out)/)
  })

  test('rolling-deploy: the action of the page is unknown to the new build', async () => {
    const seen = await signIn(
      ['rolling-deploy', '--set', `new=${SECOND}`, '--set', 'at=2', '--set', 'both=0'],
      async (page, origin) => {
        const answer = await page.waitForResponse((one) => one.request().method() === 'POST')
        expect(answer.status()).toBe(409)
        await page.goto(`${origin}/`)
        expect(await userIn(page, '#server-session')).toBe('')
      },
    )
    expect(seen).toMatchObject({ code: 0, told: ['server-action-skew'] })
  })
})
