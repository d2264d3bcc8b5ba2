import { describe, expect, it } from 'vitest'
import type { Seen } from '../../src/core/events.ts'
import { createSession } from '../../src/session/session.ts'
import { told } from './told.ts'

const NAVIGATE = '   Sec-Fetch-Site: same-origin\n   Sec-Fetch-Mode: navigate\n   Sec-Fetch-Dest: document\n'
const page = (as: string, cookie = '', set = '', more = NAVIGATE) =>
  `>  GET https://shop.localhost/ as=${as}\n${more}${cookie === '' ? '' : `   Cookie: ${cookie}\n`}<< 200\n${set === '' ? '' : `   Set-Cookie: ${set}\n`}`

/** Names of the clients, one for each exchange; a name after `as=` is a connection. */
function clientsIn(wire: string): string[] {
  const session = createSession()
  return told(wire).map((seen) => session.observe(seen).exchange.client)
}

describe('whose an exchange is', () => {
  it('a connection that carried no cookie yet is looked at again: two private windows that start alike', () => {
    const wire =
      page('alice') +
      page('bob') +
      page('alice', '', 'sid=a; HttpOnly; Path=/') +
      page('bob', '', 'sid=b; HttpOnly; Path=/') +
      page('alice', 'sid=a') +
      page('bob', 'sid=b') +
      page('new', 'sid=a')
    expect(clientsIn(wire)).toEqual([
      'chrome-1',
      'chrome-1',
      'chrome-1',
      'chrome-2',
      'chrome-1',
      'chrome-2',
      'chrome-1',
    ])
  })

  it('two that asked before either had its cookie part when each sends its own', () => {
    const session = createSession()
    const [one, two, ...later] = told(
      page('a', '', 'csrf=1; Path=/') + page('b', '', 'csrf=2; Path=/') + page('a', 'csrf=1') + page('b', 'csrf=2'),
    ) as [Seen, Seen, ...Seen[]]
    const opened = [session.request(one), session.request(two)]
    session.response(one, opened[0]!)
    session.response(two, opened[1]!)
    const clients = later.map((seen) => session.observe(seen).exchange.client)
    expect(opened.map(({ client }) => client)).toEqual(['chrome-1', 'chrome-1'])
    expect(new Set(clients).size).toBe(2)
    expect(session.clients().map(({ jar }) => jar.stored().map(({ value }) => value))).toEqual([['2'], ['1']])
  })

  it('a fetch that leaves credentials out over a connection of its own is no new profile', () => {
    const fetched = '   Sec-Fetch-Site: same-origin\n   Sec-Fetch-Mode: cors\n   Sec-Fetch-Dest: empty\n'
    const wire =
      page('a', '', 'sid=1; Path=/') + page('a', 'sid=1') + page('bare', '', '', fetched) + page('a', 'sid=1')
    expect(clientsIn(wire)).toEqual(['chrome-1', 'chrome-1', 'chrome-1', 'chrome-1'])
  })

  it('the same browser over plain http, where it sends no hints, is the same profile', () => {
    const hints = '   Sec-CH-UA: "Chromium";v="156", "Google Chrome";v="156"\n'
    const wire = `${page('tls', '', 'sid=1; Path=/', NAVIGATE + hints)}>  GET http://shop.localhost/ as=plain\n   Upgrade-Insecure-Requests: 1\n   Cookie: sid=1\n<< 200\n`
    expect(clientsIn(wire)).toEqual(['chrome-1', 'chrome-1'])
  })

  it('cookies of one name for two domains are no sign of a second profile', () => {
    const set = '   Set-Cookie: host=2; Domain=shop.test\n'
    const at = (host: string, as: string, cookie: string, lines: string) =>
      `>  GET https://${host}/ as=${as}\n${NAVIGATE}${cookie === '' ? '' : `   Cookie: ${cookie}\n`}<< 200\n${lines}`
    const wire =
      at('shop.test', 'a', '', `   Set-Cookie: host=1\n   Set-Cookie: wide=1; Domain=shop.test\n`) +
      at('www.shop.test', 'b', 'wide=1', `${set}   Set-Cookie: wide=1; Domain=shop.test\n`) +
      at('shop.test', 'a', 'host=1; host=2; wide=1', '')
    expect(clientsIn(wire)).toEqual(['chrome-1', 'chrome-1', 'chrome-1'])
  })
})
