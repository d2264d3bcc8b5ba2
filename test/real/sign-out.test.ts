// Auth.js renews its cookie in the answer of /api/auth/session. Behind a slow line that answer comes after the one of the
// sign-out, and the user is signed in again: seen in Chromium, and told with that cause and no other.
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { start } from '../cli/run.ts'
import { launchChromium } from './harness/browser.ts'
import { installed } from './harness/example-app.ts'
import { until, userIn } from './harness/page-state.ts'
import { havePrograms } from './harness/programs.ts'

const AUTHJS = join(import.meta.dirname, '../../examples/nextjs-authjs')
const ROUNDS = 10
const DIST = `.next-sign-out-${process.pid}`

describe.skipIf(!havePrograms('chromium'))('a sign-out that is overtaken', () => {
  beforeAll(async () => {
    await installed(AUTHJS)
    const next = join(AUTHJS, 'node_modules/next/dist/bin/next')
    const env = {
      ...process.env,
      AUTH_SECRET: 'a secret of this test, long enough',
      DIST_DIR: DIST,
      NODE_ENV: 'production',
    }
    await promisify(execFile)(process.execPath, [next, 'build'], { cwd: AUTHJS, env })
  })
  afterAll(() => rm(join(AUTHJS, DIST), { recursive: true, force: true, maxRetries: 5 }))

  /** How often somebody who signed out is signed in again, of `ROUNDS` times; and what was told. */
  async function signOuts(scenario: string) {
    const env = {
      AUTH_SECRET: 'a secret of this test, long enough',
      AUTH_TRUST_HOST: 'true',
      DIST_DIR: DIST,
      NODE_ENV: 'production',
    }
    const args = ['--port', '0', '--no-inspector', '--host', 'shop.localhost', '--log', 'jsonl', '--scenario', scenario]
    const front = start([...args, '--', 'next', 'start'], { cwd: AUTHJS, env })
    const said = await front.until(/your app answers at/)
    const origin = /https:\/\/shop\.localhost:\d+/.exec(said)![0]
    const browser = await launchChromium()
    let again = 0
    try {
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
      page.setDefaultTimeout(60_000)
      for (let round = 0; round < ROUNDS; round += 1) {
        await page.goto(`${origin}/login`)
        await page.fill('[name=username]', 'alice')
        await page.fill('[name=password]', 'pw')
        await page.click('#login button')
        await page.waitForURL(`${origin}/`)
        await page.waitForSelector('#client-session[data-user=alice]')

        const asked = page.waitForRequest(/\/api\/auth\/session$/)
        const renewal = page.waitForResponse(/\/api\/auth\/session$/)
        await page.goto(`${origin}/`)
        await asked
        await page.click('#logout button')
        expect(await until(20, async () => (await userIn(page, '#server-session')) === '')).toBe(true)
        // A page that is left before the body is there may never say that it has ended.
        await Promise.race([(await renewal).finished(), sleep(10_000, undefined, { ref: false })])
        await page.goto(`${origin}/`)
        if ((await userIn(page, '#server-session')) === 'alice') again += 1
        await page.context().clearCookies()
      }
    } finally {
      await browser.close()
    }
    const { out, code } = await front.stop()
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TimelineEvent)
    const told = events.flatMap((one) => (one.type === 'finding' && one.level !== 'info' ? [one.id] : []))
    return { again, code, told: [...new Set(told)] }
  }

  test('behind a slow line the user is signed in again', async () => {
    const { again, ...seen } = await signOuts('slow-upstream')
    expect(seen).toEqual({ code: 0, told: ['sign-out-overtaken'] })
    expect(again).toBeGreaterThanOrEqual(ROUNDS - 1)
  }, 400_000)

  test('without one, nobody is', async () => {
    expect(await signOuts('direct')).toEqual({ again: 0, code: 0, told: [] })
  }, 400_000)
})
