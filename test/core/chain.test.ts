import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Hooks } from '../../src/core/behaviour.ts'
import type { Chain, Step } from '../../src/core/chain.ts'
import { inWords } from '../../src/core/changes.ts'
import { UpstreamError } from '../../src/core/exchange.ts'
import { add } from '../../src/core/headers.ts'
import { rehearse } from '../../src/core/rehearse.ts'
import { parseWire } from '../../src/core/wire.ts'

type Given = Hooks & Pick<Step, 'when'> & { hop?: number }
function chainOf(...given: Given[]): Chain {
  const hops = Math.max(0, ...given.map(({ hop = 0 }) => hop)) + 1
  return {
    hops: Array.from({ length: hops }, (_, i) => ({
      name: `hop${i}`,
      ...(i > 0
        ? { from: { scheme: 'http' as const, address: '127.0.0.1', port: 0, version: '1.1' as const }, port: 80 }
        : {}),
    })),
    steps: given.map(
      ({ when, hop = 0, ...hooks }, i): Step => ({
        hop: `hop${hop}`,
        hopIndex: hop,
        name: `step${i}`,
        hooks,
        ...(when ? { when } : {}),
      }),
    ),
  }
}
const mark = (name: string): Hooks => ({
  request: (head) => ({ ...head, headers: add(head.headers, 'Down', name) }),
  response: (head) => ({ ...head, headers: add(head.headers, 'Up', name) }),
})
async function play(chain: Chain, wire = '> GET /\n<< 200 OK') {
  const [done] = await rehearse(chain, parseWire(wire))
  const { toApp, toBrowser } = done!.exchange
  const values = (headers: readonly string[] | undefined, name: string) =>
    (headers ?? []).filter((_, i, all) => i % 2 === 1 && all[i - 1] === name)
  return { ...done!, toApp, toBrowser, down: values(toApp?.headers, 'Down'), up: values(toBrowser?.headers, 'Up') }
}

describe('the chain', () => {
  it('goes down in order and up in reverse, asynchronous steps included', async () => {
    const slow = (name: string): Hooks => ({
      request: async (head, x) => mark(name).request!(head, x),
      response: async (head, x) => mark(name).response!(head, x),
    })
    const { down, up } = await play(chainOf(mark('a'), slow('b'), mark('c'), slow('d')))
    expect([down, up]).toEqual([
      ['a', 'b', 'c', 'd'],
      ['d', 'c', 'b', 'a'],
    ])
  })

  it('turns round at a reply: later steps never run, and the replying step does not see its own answer', async () => {
    const reply: Hooks = { ...mark('r'), request: () => ({ status: 204, reason: 'No', headers: [], body: '' }) }
    const { toApp, up, exchange } = await play(chainOf(mark('a'), reply, mark('c')), '> GET /')
    expect([toApp, up, exchange.toBrowser?.status]).toEqual([undefined, ['a'], 204])
  })

  it('asks conditions once, on the way down, for both ways', async () => {
    let asked = 0
    const when = {
      request: () => {
        asked += 1
        return false
      },
    }
    const { down, up } = await play(chainOf(mark('a'), { ...mark('b'), when }, mark('c')))
    expect([down, up, asked]).toEqual([['a', 'c'], ['c', 'a'], 1])
    const late = await play(chainOf({ ...mark('b'), when: { response: (head) => head.status === 404 } }))
    expect([late.down, late.up]).toEqual([['b'], []])
  })

  it('notes exactly the steps that answered another head', async () => {
    const same: Hooks = { request: (head) => head, response: () => undefined }
    const { changes } = await play(chainOf(same, mark('b'), {}))
    expect(changes.map(inWords)).toEqual([
      { hop: 'hop0', step: 'step1', side: 'request', differences: [{ what: 'Down', to: 'b' }] },
      { hop: 'hop0', step: 'step1', side: 'response', differences: [{ what: 'Up', to: 'b' }] },
    ])
  })

  it('shows each hop its own peer and the request as it reached it', async () => {
    const seen: unknown[] = []
    const look: Hooks = {
      request: (_head, x) => void seen.push([x.from.scheme, x.localPort, x.lastHop, x.asked.target]),
    }
    const move: Hooks = { request: (head) => ({ ...head, target: '/moved' }) }
    await play(chainOf({ ...move, hop: 0 }, { ...look, hop: 0 }, { ...look, hop: 1 }), '> GET /\n<< 200')
    expect(seen).toEqual([
      ['https', 443, false, '/'],
      ['http', 80, true, '/moved'],
    ])
  })

  it('lets a response be replaced, and wraps bodies inner step first', async () => {
    const upper = (sign: string): Hooks => ({
      body: (source) =>
        Readable.from(
          (async function* () {
            for await (const part of source) yield Buffer.from(`${sign}${part}${sign}`)
          })(),
        ),
    })
    const wrapped = await play(chainOf(upper('1'), upper('2')), '> GET /\n<< 200\n   | x')
    expect(wrapped.toBrowser?.body).toBe('12x21')
    const replaced = await play(
      chainOf(mark('a'), { response: () => ({ status: 503, reason: '', headers: [], body: 'own page' }) }),
      '> GET /\n<< 500\n   | theirs',
    )
    expect([replaced.toBrowser?.status, replaced.toBrowser?.body, replaced.up]).toEqual([503, 'own page', ['a']])
  })

  it('lets the innermost step that can answer for a failed app, and the steps outside see its answer', async () => {
    const answers: Hooks = {
      ...mark('f'),
      failure: ({ kind }) => ({ status: 502, reason: kind, headers: [], body: '' }),
    }
    const silent: Hooks = { ...mark('s'), failure: () => undefined }
    const { toBrowser, up } = await play(chainOf(mark('a'), answers, silent, mark('c')), '> GET /')
    expect([toBrowser?.status, toBrowser?.reason, up]).toEqual([502, 'refused', ['a']])
  })

  it('sends again from below a step, and counts it as the same exchange', async () => {
    let tries = 0
    const retry: Hooks = {
      async response(head, x) {
        if (head.status !== 500 || tries++ > 0) return
        const answer = await x.below()(x.request)
        return { ...answer.head, body: answer.body ?? '' }
      },
    }
    const { down, exchange } = await play(chainOf(mark('a'), retry, mark('b')), '> GET /\n<< 500')
    expect([tries, down, exchange.toBrowser?.status]).toEqual([1, ['b'], 500])
  })

  it("a step's own error is not taken for the app's", async () => {
    const broken: Hooks = {
      request: () => {
        throw new TypeError('mistake')
      },
    }
    await expect(play(chainOf(broken))).rejects.toThrow(TypeError)
    await expect(play(chainOf({}), '> GET /').then(({ story }) => story)).resolves.toEqual(['the app is down'])
    expect(new UpstreamError({ kind: 'reset', message: 'm', reused: false, bodySent: false }).message).toBe('m')
  })
})
