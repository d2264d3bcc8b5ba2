// What only shows with two hops, or in the leg to the app: behaviours set up by hand, heads looked at directly.
import { expect, test } from 'vitest'
import connection from '../../src/behaviours/connection.ts'
import failure from '../../src/behaviours/failure.ts'
import forwarded from '../../src/behaviours/forwarded.ts'
import location from '../../src/behaviours/location.ts'
import type { Behaviour, Hooks } from '../../src/core/behaviour.ts'
import { Cancellation } from '../../src/core/cancellation.ts'
import type { Chain, Hop } from '../../src/core/chain.ts'
import type { Answer, RequestHead } from '../../src/core/exchange.ts'
import { UpstreamError, type UpstreamFailure } from '../../src/core/exchange.ts'
import { get } from '../../src/core/headers.ts'
import { REHEARSAL, rehearse } from '../../src/core/rehearse.ts'
import { Run } from '../../src/core/run.ts'
import { parseWire } from '../../src/core/wire.ts'

const INNER: Hop = {
  name: 'inner',
  from: { scheme: 'http', address: '10.0.0.2', port: 40000, version: '1.1' },
  port: 8080,
}
const hooks = (it: Behaviour, options: unknown, hop: string): Hooks =>
  it.setup(it.options.parse(options), { random: () => 0, now: () => 0, hop })

function twoHops(it: Behaviour, outer: unknown, inner: unknown): Chain {
  return {
    hops: [{ name: 'outer' }, INNER],
    steps: [
      { hop: 'outer', hopIndex: 0, name: it.name, hooks: hooks(it, outer, 'outer') },
      { hop: 'inner', hopIndex: 1, name: it.name, hooks: hooks(it, inner, 'inner') },
    ],
  }
}

async function told(outer: unknown, inner: unknown) {
  const [done] = await rehearse(twoHops(forwarded, outer, inner), parseWire('> GET https://shop.localhost/\n<< 200'))
  return Object.fromEntries(
    ['X-Real-IP', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Port'].map((name) => [
      name,
      get(done!.exchange.toApp!.headers, name),
    ]),
  )
}

const snippet = { 'real-ip': 'set', for: 'append', proto: 'set', port: 'set' }

test('the same snippet twice: the inner hop tells of its own leg', async () => {
  expect(await told(snippet, snippet)).toEqual({
    'X-Real-IP': '10.0.0.2',
    'X-Forwarded-For': '127.0.0.1, 10.0.0.2',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Port': '8080',
  })
})

test('an inner hop that trusts the outer one keeps scheme and client', async () => {
  const trusting = { ...snippet, proto: 'keep', client: 'last-forwarded-for', trust: ['10.0.0.0/8'] }
  expect(await told(snippet, trusting)).toMatchObject({ 'X-Real-IP': '127.0.0.1', 'X-Forwarded-Proto': 'https' })
  expect(await told(snippet, { ...trusting, trust: ['192.168.0.0/16'] })).toMatchObject({
    'X-Real-IP': '10.0.0.2',
    'X-Forwarded-For': '10.0.0.2',
    'X-Forwarded-Proto': 'http',
  })
})

test('only the hop next to the app knows its address in redirects', async () => {
  const wire = '> GET https://shop.localhost/\n<< 302\n   Location: http://127.0.0.1:3000/x'
  const sent = async (outer: unknown, inner: unknown) =>
    get((await rehearse(twoHops(location, outer, inner), parseWire(wire)))[0]!.exchange.toBrowser!.headers, 'location')
  expect(await sent('default', 'off')).toBe('http://127.0.0.1:3000/x')
  expect(await sent('off', 'default')).toBe('http://shop.localhost/x')
})

async function failing(options: unknown, kind: UpstreamFailure['kind']) {
  const sent: RequestHead[] = []
  const chain: Chain = {
    hops: [{ name: 'front' }],
    steps: [
      { hop: 'front', hopIndex: 0, name: 'failure', hooks: hooks(failure, options, 'front') },
      { hop: 'front', hopIndex: 0, name: 'connection', hooks: hooks(connection, { 'keep-alive': false }, 'front') },
    ],
  }
  const request: RequestHead = { method: 'GET', target: '/', headers: [], version: '2', upstream: 0 }
  const run = new Run({
    id: 1,
    startedAt: 0,
    chain,
    request,
    origin: REHEARSAL.origin,
    upstreams: REHEARSAL.upstreams,
    peer: { ...REHEARSAL.peer, scheme: 'https', version: '2' },
    localPort: 443,
    cancellation: new Cancellation(),
    body: null,
    watched: false,
    forward: (head) => {
      sent.push(head)
      return Promise.reject(new UpstreamError({ kind, message: 'no answer', reused: false, bodySent: false }))
    },
  })
  const answer = await run.travel(request).catch((error: unknown) => error as Error)
  return { answer, sent: sent[0]! }
}

const statusOf = async (options: unknown, kind: UpstreamFailure['kind']) =>
  ((await failing(options, kind)).answer as Answer).head.status

test('each kind of failure has its status', async () => {
  const kinds = [
    'refused',
    'unreachable',
    'connect-timeout',
    'response-timeout',
    'reset',
    'malformed',
    'too-large',
  ] as const
  const statuses = (options: unknown) => Promise.all(kinds.map((kind) => statusOf(options, kind)))
  expect(await statuses({ page: 'nginx' })).toEqual([502, 502, 504, 504, 502, 502, 502])
  expect(await statuses({ page: 'apache', down: 503, 'connect-timeout': 503, silent: 502 })).toEqual([
    503, 503, 503, 502, 502, 502, 502,
  ])
})

test('a loop is left to the proxy itself', async () => {
  expect((await failing({}, 'loop')).answer).toBeInstanceOf(UpstreamError)
})

test('the leg to the app carries what both steps say about it, over HTTP/1.1', async () => {
  const { sent } = await failing({ connect: '2s', response: 1500 }, 'reset')
  expect(sent.leg).toEqual({ connectTimeout: 2000, responseTimeout: 1500, keepAlive: false })
  expect(sent.version).toBe('1.1')
  expect((await failing({}, 'reset')).sent.leg).toEqual({ keepAlive: false })
})
