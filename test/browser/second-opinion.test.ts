// What the browser reports beside what was predicted: matched, compared, and silent where either leaves room for doubt.
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { CookieReport } from '../../src/browser/cookie-reports.ts'
import { createSecondOpinion } from '../../src/browser/second-opinion.ts'
import type { CookieEvent, ExchangeEvent } from '../../src/core/events.ts'
import { createSession } from '../../src/session/session.ts'

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
const KEPT = '__Host-sid=1; Path=/; Secure; HttpOnly; SameSite=Lax'
const REFUSED = 'bad=1; Domain=other.test'

function exchange(id: number, setCookie: readonly string[], cookie = ''): ExchangeEvent {
  const navigates = ['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document']
  const headers = ['Host', 'shop.example.com', 'User-Agent', AGENT, ...navigates, ...(cookie ? ['Cookie', cookie] : [])]
  const response = { status: 200, reason: 'OK', headers: setCookie.flatMap((line) => ['Set-Cookie', line]) }
  return {
    ...{ type: 'exchange', at: Date.now(), id, headMs: 1, ms: 2, connection: 1, scheme: 'https', kind: 'document' },
    ...{ host: 'shop.example.com', client: '', attempts: 1, changes: [], story: [], end: 'complete', plumbing: false },
    browser: { request: { method: 'GET', target: '/', headers, version: '2' }, response },
    bytes: { request: 0, response: 0 },
  }
}

const report = (more: Partial<CookieReport> = {}): CookieReport => ({
  ...{ method: 'GET', url: 'https://shop.example.com/', sent: '', status: 200, cookies: [], refused: [] },
  ...more,
})

function watched() {
  const told: CookieEvent[] = []
  const second = createSecondOpinion((event) => told.push(event))
  second.begin()
  const session = createSession({ onJudged: second.judged })
  const visit = (one: ExchangeEvent) => {
    const { exchange: seen, moments } = session.observe(one)
    second.told(seen)
    for (const moment of moments) second.told(moment)
  }
  const said = () => told.map(({ exchange: id, moment, name, actual }) => `${id} ${moment} ${name}: ${actual}`)
  return { second, visit, said, told }
}
const refusal = { cookieLine: REFUSED, blockedReasons: ['InvalidDomain'] }

test('the same verdict confirms what was told', async () => {
  const { second, visit, said } = watched()
  visit(exchange(1, [KEPT, REFUSED]))
  second.report(report({ refused: [refusal] }))
  await turn()
  expect(said()).toEqual(['1 confirmed __Host-sid: kept', '1 confirmed bad: InvalidDomain'])
  expect(second.inWords()).toBe('The browser itself confirmed 2 of 2 cookie verdicts in 1 exchange.')
})

test('a report that comes first waits for its exchange', async () => {
  const { second, visit, said } = watched()
  second.report(report({ refused: [refusal] }))
  visit(exchange(1, [KEPT, REFUSED]))
  await turn()
  expect(said()).toHaveLength(2)
})

test('another verdict is an event of its own, and is counted', async () => {
  const { second, visit, told } = watched()
  visit(exchange(1, [KEPT, REFUSED]))
  second.report(report({ refused: [{ cookieLine: KEPT, blockedReasons: ['InvalidPrefix'] }, refusal] }))
  await turn()
  expect(told[0]).toMatchObject({ moment: 'disagreed', name: '__Host-sid', predicted: 'kept', actual: 'InvalidPrefix' })
  expect(second.inWords()).toContain('confirmed 1 of 2 cookie verdicts in 1 exchange. It disagreed with 1')
})

test('a cookie of a script, which only the browser knows, is no disagreement', async () => {
  const { second, visit, said } = watched()
  visit(exchange(1, [KEPT]))
  visit(exchange(2, [], 'js=1'))
  const cookie = { name: 'js', domain: 'shop.example.com', path: '/' }
  second.report(report())
  second.report(report({ sent: 'js=1', cookies: [{ cookie, blockedReasons: [] }] }))
  await turn()
  expect(said()).toEqual(['1 confirmed __Host-sid: kept'])
})

test('without a browser nothing is kept, and nothing said', async () => {
  const told: CookieEvent[] = []
  const second = createSecondOpinion((event) => told.push(event))
  createSession({ onJudged: second.judged }).observe(exchange(1, [KEPT]))
  second.begin()
  second.report(report())
  await turn()
  expect(told).toEqual([])
})

test('reports about something else are left alone', async () => {
  const { second, visit, said } = watched()
  visit(exchange(1, [KEPT]))
  for (const more of [{ url: 'https://cdn.example/' }, { method: 'POST' }, { status: 304 }, { sent: 'a=1' }])
    second.report(report(more))
  await turn()
  expect(said()).toEqual([])
  expect(second.inWords()).toBeUndefined()
})
