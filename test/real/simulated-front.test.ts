// The same apps, the same browser, the same flow as in nginx-reference.test.ts, with our simulated fronts in the place of
// nginx: each must fail where and how the real one does. What the browser itself says about cookies (DevTools Protocol) is
// held against what the session predicted, exchange by exchange.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieEvent } from '../../src/core/events.ts'
import { launchChromium } from './harness/browser.ts'
import { browseForAnHour } from './harness/browsing.ts'
import type { ExampleApp } from './harness/example-app.ts'
import { runLogin } from './harness/login.ts'
import { havePrograms } from './harness/programs.ts'
import { expectedReport, type Outcome, REFERENCE } from './harness/reference.ts'
import { type Subject, startSubject } from './harness/subject.ts'
import { verdictLine } from './harness/verdict-line.ts'
import { startWatchedFront } from './harness/watched-front.ts'

const SCENARIOS = ['direct', 'nginx-recommended', 'behind-nginx', 'nginx-missing-proto', 'nginx-two-hops'] as const

function outcomeOf(subject: Subject, scenario: (typeof SCENARIOS)[number]): Outcome {
  // `direct` is an app that ends TLS itself: everybody can sign in, express-session with its Secure cookie too.
  return scenario === 'direct' ? 'ok' : REFERENCE[subject][scenario]
}

const run = havePrograms('chromium')
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-state-'))
afterAll(() => rmSync(state, { recursive: true, force: true }))

describe.skipIf(!run).each(Object.keys(REFERENCE) as Subject[])('%s', (subject) => {
  let app: ExampleApp
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
    app = await startSubject(subject)
  }, 300_000)
  afterAll(async () => {
    await app?.close()
    await browser?.close()
  }, 60_000)

  test.each(SCENARIOS)('behind %s', { timeout: 120_000 }, async (scenario) => {
    const { front, origin, events, session, findings } = await startWatchedFront(scenario, [app.port], state)
    try {
      const logged = app.log().length
      const report = await runLogin(browser, origin)
      process.stdout.write(`${verdictLine(subject, `simulated ${scenario}`, report, origin)}\n`)
      expect(report).toMatchObject(expectedReport(subject, outcomeOf(subject, scenario), origin))
      expect(app.log().slice(logged).includes('Aborting the action')).toBe(report.failedPosts > 0)

      const cookies = events.filter((event): event is CookieEvent => event.type === 'cookie')
      const refused = cookies
        .filter(({ moment }) => moment === 'refused')
        .map(({ name, reasons }) => `${name}: ${reasons}`)
      expect(refused).toEqual(report.refused.map((line) => line.replace(/^([^=;]+).*: (\w+)$/, '$1: $2')))
      expect(cookies.filter(({ moment }) => ['unexpected', 'missing'].includes(moment))).toEqual([])
      const { compared, agreed } = session.agreement()
      expect(agreed).toBe(compared)
      expect(events.filter((event) => event.type === 'front' && event.state === 'problem')).toEqual([])

      const found = findings()
      process.stdout.write(found.map(({ id, title }) => `    ${id}: ${title}\n`).join(''))
      expect(found.length > 0).toBe(outcomeOf(subject, scenario) !== 'ok')
    } finally {
      await front.close()
    }
  })

  test.each(['direct', 'nginx-recommended'])(
    'an ordinary hour behind %s is quiet',
    { timeout: 180_000 },
    async (name) => {
      const { front, origin, events, session, findings } = await startWatchedFront(name, [app.port], state)
      try {
        await browseForAnHour(browser, origin)
        const { compared, agreed } = session.agreement()
        process.stdout.write(
          `${subject} behind ${name}: ${events.filter(({ type }) => type === 'exchange').length} exchanges\n`,
        )
        expect(findings().map(({ id, title }) => `${id}: ${title}`)).toEqual([])
        // One was bound to surprise: the first request after somebody cleared the cookies of the browser.
        expect(compared - agreed).toBe(1)
        expect(compared).toBeGreaterThan(30)
        expect(events.filter((event) => event.type === 'front' && event.state === 'problem')).toEqual([])
      } finally {
        await front.close()
      }
    },
  )
})
