// Exchanges in wire notation, as the events that a front would tell of them.
import { headerDifferences } from '../../src/core/changes.ts'
import type { Seen } from '../../src/core/events.ts'
import { get } from '../../src/core/headers.ts'
import { kindOf } from '../../src/core/kind.ts'
import { parseWire } from '../../src/core/wire.ts'

const START = Date.parse('2026-11-23T10:00:00Z')
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

/** One event per exchange; differences between the two sides are blamed on `front/step`. A client's name stands for its connection. */
export function told(wire: string): Seen[] {
  let at = START
  const connections = new Map<string, number>()
  return parseWire(wire).map(({ browser, toApp, fromApp, toBrowser }, index) => {
    at += browser.after * 1000 + 1000
    if (!connections.has(browser.client)) connections.set(browser.client, connections.size + 1)
    const headers = get(browser.headers, 'user-agent') ? browser.headers : [...browser.headers, 'User-Agent', CHROME]
    const request = { ...browser, headers }
    const app = toApp ?? browser
    const answer = toBrowser ?? fromApp
    const changes = [
      {
        hop: 'front',
        step: 'step',
        side: 'request' as const,
        differences: toApp ? headerDifferences(browser.headers, toApp.headers) : [],
      },
      {
        hop: 'front',
        step: 'step',
        side: 'response' as const,
        differences: toBrowser && fromApp ? headerDifferences(fromApp.headers, toBrowser.headers) : [],
      },
    ]
    return {
      type: 'exchange',
      at,
      id: index + 1,
      headMs: 10,
      ms: 12,
      connection: connections.get(browser.client)!,
      scheme: browser.scheme,
      host: get(headers, 'host') ?? '',
      kind: kindOf(request),
      browser: { request, ...(answer ? { response: answer } : {}) },
      app: { request: app, ...(fromApp ? { response: fromApp } : {}), instance: 'a' },
      attempts: 1,
      changes,
      story: [],
      end: 'complete',
      plumbing: false,
      bytes: { request: 0, response: 0 },
    }
  })
}
