// The same apps, the same browser, the same flow as in nginx-reference.test.ts, with our simulated fronts in the place of
// nginx: each must fail where and how the real one does. What the browser itself says about cookies (DevTools Protocol) is
// held against what the session predicted, exchange by exchange.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieEvent, FindingEvent, TimelineEvent } from '../../src/core/events.ts'
import { loadDiagnoses } from '../../src/findings/all.ts'
import { createFindings } from '../../src/findings/findings.ts'
import { createDiagnosing, watchBoth } from '../../src/findings/watching.ts'
import type { Front } from '../../src/proxy/front.ts'
import { startFront } from '../../src/proxy/front.ts'
import { createTimeline } from '../../src/proxy/timeline.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { createSession } from '../../src/session/session.ts'
import { openAuthorities } from '../../src/tls/authorities.ts'
import { createSecureContexts } from '../../src/tls/secure-contexts.ts'
import { launchChromium } from './harness/browser.ts'
import type { ExampleApp } from './harness/example-app.ts'
import { runLogin } from './harness/login.ts'
import { havePrograms } from './harness/programs.ts'
import { expectedReport, type Outcome, REFERENCE } from './harness/reference.ts'
import { type Subject, startSubject } from './harness/subject.ts'
import { verdictLine } from './harness/verdict-line.ts'

const SCENARIOS = ['direct', 'nginx-recommended', 'behind-nginx', 'nginx-missing-proto', 'nginx-two-hops'] as const

function outcomeOf(subject: Subject, scenario: (typeof SCENARIOS)[number]): Outcome {
  // `direct` is an app that ends TLS itself: everybody can sign in, express-session with its Secure cookie too.
  return scenario === 'direct' ? 'ok' : REFERENCE[subject][scenario]
}

const UPSTREAMS = (port: number) => [
  { name: 'a', scheme: 'http' as const, host: '127.0.0.1', port, authority: `127.0.0.1:${port}` },
]

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

  async function start(name: string) {
    const timeline = createTimeline()
    const events: TimelineEvent[] = []
    timeline.subscribe((event) => events.push(event))
    const session = createSession()
    const diagnosing = createDiagnosing((found) => events.push(...found))
    const front: Front = await startFront({
      scenario: await loadScenario(name),
      origin: { scheme: 'https', host: 'shop.localhost', port: 0 },
      listen: { address: '127.0.0.1', port: 0 },
      upstreams: UPSTREAMS(app.port),
      tls: await createSecureContexts(await openAuthorities([], state)),
      timeline,
      observer: watchBoth(session, diagnosing),
    })
    const upstreams = UPSTREAMS(app.port)
    diagnosing.begin(createFindings({ origin: front.origin, upstreams, diagnoses: await loadDiagnoses() }))
    return { front, events, session }
  }

  test.each(SCENARIOS)('behind %s', { timeout: 120_000 }, async (scenario) => {
    const { front, events, session } = await start(scenario)
    try {
      const origin = `https://shop.localhost:${front.ports.https}`
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

      const found = events.filter((event): event is FindingEvent => event.type === 'finding' && event.level !== 'info')
      process.stdout.write(found.map(({ id, title }) => `    ${id}: ${title}\n`).join(''))
      expect(found.length > 0).toBe(outcomeOf(subject, scenario) !== 'ok')
    } finally {
      await front.close()
    }
  })
})
