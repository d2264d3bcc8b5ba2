// Issue 3's live proof: Chromium goes through the proxy over the flows of test/real/flows, and everything that our session
// says about a cookie is held against what the browser says itself (DevTools Protocol), exchange by exchange. No verdict may be
// wrong; what cannot be told from headers is said to be unknown, and listed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { type Front, startFront } from '../../src/proxy/front.ts'
import { createTimeline } from '../../src/proxy/timeline.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { createSession, type Judged } from '../../src/session/session.ts'
import { openAuthorities } from '../../src/tls/authorities.ts'
import { createSecureContexts } from '../../src/tls/secure-contexts.ts'
import { attributes } from './flows/attributes.ts'
import { clients } from './flows/clients.ts'
import { crossSite } from './flows/cross-site.ts'
import { kinds } from './flows/kinds.ts'
import { madeUp } from './flows/made-up.ts'
import { signIn } from './flows/sign-in.ts'
import { type ChromiumProfile, startChromium } from './harness/chromium-profile.ts'
import { type Compared, compareExchange, compareJars, exchangeOf, keyOf } from './harness/compare-verdicts.ts'
import { type DevTools, openDevTools } from './harness/devtools.ts'
import type { Flow } from './harness/flow.ts'
import { type FlowApp, startFlowApp } from './harness/flow-app.ts'
import { havePrograms } from './harness/programs.ts'

/** What attributes do is the same whatever the user's setting for third-party cookies is. */
const FLOWS: Readonly<Record<'allowed' | 'blocked', readonly Flow[]>> = {
  allowed: [...signIn, ...crossSite, ...attributes, ...madeUp, ...kinds, ...clients],
  blocked: [...signIn, ...crossSite, ...kinds],
}
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-state-'))
afterAll(() => rmSync(state, { recursive: true, force: true }))

/** Beacons, workers and the protocol's own messages come late. */
async function settled(devtools: DevTools): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 3; ) {
    const now = devtools.exchanges().length
    quiet = now === before ? quiet + 1 : 0
    before = now
    await sleep(50)
  }
}

describe.skipIf(!havePrograms('chromium')).each(['allowed', 'blocked'] as const)(
  'third-party cookies %s',
  (thirdPartyCookies) => {
    let app: FlowApp
    let front: Front
    let profile: ChromiumProfile
    let browser: Browser
    let devtools: DevTools
    const judged = new Map<number, Judged>()
    const events: TimelineEvent[] = []
    const session = createSession({ onJudged: (one) => judged.set(exchangeOf(one), one) })
    const all: Compared[] = []
    let exchanges = 0

    beforeAll(async () => {
      app = await startFlowApp()
      const timeline = createTimeline()
      timeline.subscribe((event) => events.push(event))
      front = await startFront({
        scenario: await loadScenario('direct'),
        origin: { scheme: 'https', host: 'shop.localhost', port: 0 },
        listen: { address: '127.0.0.1', port: 0, httpPort: 0 },
        upstreams: [
          { name: 'a', scheme: 'http', host: '127.0.0.1', port: app.port, authority: `127.0.0.1:${app.port}` },
        ],
        tls: await createSecureContexts(await openAuthorities([], state)),
        timeline,
        observer: session,
      })
      profile = await startChromium({ thirdPartyCookies })
      devtools = await openDevTools(profile.endpoint)
      browser = await chromium.connectOverCDP(profile.endpoint)
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      devtools?.close()
      await profile?.close()
      await front?.close()
      await app?.close()
    }, 60_000)

    test.each(FLOWS[thirdPartyCookies].map((flow, number) => [flow.name, flow, number] as const))(
      '%s',
      { timeout: 60_000 },
      async (_, flow, number) => {
        const opened: BrowserContext[] = []
        const privateWindow = async () => {
          const context = await browser.newContext({ ignoreHTTPSErrors: true })
          opened.push(context)
          return context
        }
        const context = flow.inProfile ? browser.contexts()[0]! : await privateWindow()
        const [ours, theirs] = [`flow${number}.test`, `flow${number}.example`]
        const url = (place: string, answer = {}) => {
          const { protocol, hostname, pathname } = new URL(place, `https://${ours}`)
          const port = protocol === 'https:' ? front.ports.https : front.ports.http
          return `${protocol}//${hostname}:${port}${app.answer(pathname, answer)}`
        }
        const before = new Set(devtools.exchanges())
        const page = await context.newPage()
        await flow.play({ ours, theirs, url, context, page, privateWindow })
        await settled(devtools)

        const played = devtools.exchanges().filter((one) => !before.has(one))
        const compared = played.flatMap((one) => {
          const own = judged.get(one.exchange)
          return own ? compareExchange(own, one) : []
        })
        const open = new Set(
          played
            .flatMap(({ exchange }) => judged.get(exchange)?.verdicts ?? [])
            .flatMap(({ unknown, cookie }) => (unknown && cookie ? [keyOf(cookie)] : [])),
        )
        const profiles = new Map(played.map((one) => [one.context, judged.get(one.exchange)?.client]))
        for (const [id, client] of profiles) {
          const site = (domain: string) => [ours, theirs].some((one) => domain === one || domain.endsWith(`.${one}`))
          const stored =
            client?.jar
              .stored()
              .filter(({ domain, expires }) => site(domain) && (expires ?? Number.POSITIVE_INFINITY) > Date.now()) ?? []
          compared.push(
            ...compareJars(
              stored,
              (await devtools.cookies(id)).filter(({ domain }) => site(domain.replace(/^\./, ''))),
              open,
            ),
          )
        }
        await page.close()
        for (const one of opened) await one.close()

        all.push(...compared)
        exchanges += played.length
        const [wrong, unknown] = (['wrong', 'unknown'] as const).map((outcome) =>
          compared.filter((one) => one.outcome === outcome).map(({ about, text }) => `${about}: ${text}`),
        )
        process.stdout.write(
          `${flow.name}: ${played.length} exchanges, ${compared.length} verdicts, ${wrong!.length} wrong, ${unknown!.length} unknown\n`,
        )
        for (const text of wrong!) process.stdout.write(`  WRONG ${text}\n`)
        for (const text of unknown!) process.stdout.write(`  unknown ${text}\n`)
        expect(wrong).toEqual([])
        expect(profiles.size).toBe(new Set(profiles.values()).size)
      },
    )

    test('all together', () => {
      const count = (outcome: Compared['outcome']) => all.filter((one) => one.outcome === outcome).length
      const reasons = [...new Set(all.flatMap((one) => one.reasons))].sort()
      process.stdout.write(
        `third-party cookies ${thirdPartyCookies}: ${FLOWS[thirdPartyCookies].length} flows, ${exchanges} exchanges, ${all.length} verdicts, ${count('wrong')} wrong, ${count('unknown')} unknown; echo ${JSON.stringify(session.agreement())}; reasons ${reasons.join(' ')}\n`,
      )
      expect(events.filter((event) => event.type === 'front' && event.state === 'problem')).toEqual([])
      expect(count('wrong')).toBe(0)
    })
  },
)
