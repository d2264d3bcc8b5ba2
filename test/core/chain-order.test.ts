import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Hooks } from '../../src/core/behaviour.ts'
import type { Condition } from '../../src/core/chain.ts'
import { EMPTY_CHAIN } from '../../src/core/chain.ts'
import type { Exchange, RequestHead } from '../../src/core/exchange.ts'
import { UpstreamError } from '../../src/core/exchange.ts'
import { add } from '../../src/core/headers.ts'
import { app, chainOf, down, mark, notes, OK, REQUEST, reply, runOf, sent, trace } from './runs.ts'

describe('the order of steps', () => {
  it.each([false, true])('is down the list, and up it again (asynchronous: %s)', async (later) => {
    const run = runOf(
      chainOf(
        [
          ['a', mark('a')],
          ['b', mark('b', later)],
        ],
        [
          ['c', mark('c', later)],
          ['d', mark('d')],
        ],
      ),
    )
    const answer = await run.travel(REQUEST)
    expect(sent(run)).toEqual(['abcd'])
    expect(trace(answer.head)).toBe('dcba')
    expect(notes(run)).toEqual([
      'request hop1/a',
      'request hop1/b',
      'request hop2/c',
      'request hop2/d',
      'response hop2/d',
      'response hop2/c',
      'response hop1/b',
      'response hop1/a',
    ])
  })

  it('is nothing at all in an empty chain: the very heads pass', async () => {
    let reached: RequestHead | undefined
    const run = runOf(EMPTY_CHAIN, async (head) => {
      reached = head
      return { head: OK, body: null }
    })
    const answer = await run.travel(REQUEST)
    expect(reached).toBe(REQUEST)
    expect(answer.head).toBe(OK)
    expect(run.changes).toEqual([])
  })

  it('rejects with what a hook throws', async () => {
    const broken = chainOf([['a', { request: () => Promise.reject(new Error('a hook broke')) }]])
    await expect(runOf(broken).travel(REQUEST)).rejects.toThrow('a hook broke')
  })
})

describe('attribution', () => {
  it('notes a step only when it answers another head', async () => {
    const run = runOf(
      chainOf([
        ['nothing', { request: () => undefined, response: () => undefined }],
        ['the same', { request: (head) => head, response: (head) => head }],
        ['the same, later', { request: async (head) => head, response: async (head) => head }],
        ['another', { request: (head) => ({ ...head, headers: add(head.headers, 'x', '1') }) }],
      ]),
    )
    await run.travel(REQUEST)
    expect(run.changes).toHaveLength(1)
    const [change] = run.changes!
    expect(change).toMatchObject({ side: 'request', step: { name: 'another' } })
    expect(change!.before).toBe(REQUEST)
    expect(change!.after).toBe(run.attempts[0]!.request)
  })

  it('is not kept when nobody watches', async () => {
    const run = runOf(chainOf([['a', mark('a')]]), app, { watched: false })
    expect(trace((await run.travel(REQUEST)).head)).toBe('a')
    expect(run.changes).toBeUndefined()
  })
})

describe('conditions', () => {
  it('that fail on the way down skip the step both ways', async () => {
    const asked: string[] = []
    const no: Condition = {
      request: () => false,
      response: () => {
        asked.push('response')
        return true
      },
    }
    const run = runOf(
      chainOf([
        ['a', mark('a')],
        ['b', mark('b'), no],
        ['c', mark('c')],
      ]),
    )
    const answer = await run.travel(REQUEST)
    expect([sent(run)[0], trace(answer.head)]).toEqual(['ac', 'ca'])
    expect(asked).toEqual([])
  })

  it('are asked of the head as the steps before left it', async () => {
    const saw: (string | undefined)[] = []
    const look: Condition = {
      request: (head) => {
        saw.push(trace(head))
        return true
      },
      response: (head) => {
        saw.push(trace(head))
        return true
      },
    }
    const run = runOf(
      chainOf([
        ['a', mark('a')],
        ['b', mark('b'), look],
        ['c', mark('c')],
      ]),
    )
    await run.travel(REQUEST)
    expect(saw).toEqual(['a', 'c'])
  })

  it('on the response alone leave the request side of the step at work', async () => {
    const only: Condition = { response: ({ status }) => status === 404 }
    const run = runOf(chainOf([['a', mark('a'), only]]))
    const answer = await run.travel(REQUEST)
    expect([sent(run)[0], trace(answer.head)]).toEqual(['a', ''])
  })

  it('are asked for steps without a request hook too', async () => {
    const run = runOf(chainOf([['a', { response: mark('a').response! }, { request: () => false }]]))
    expect(trace((await run.travel(REQUEST)).head)).toBe('')
  })

  it('keep a skipped step out of failures, bodies and interim responses', async () => {
    const everything: Hooks = {
      failure: () => reply(502),
      retry: (_failure, head) => head,
      requestBody: () => Buffer.from('changed'),
      body: () => Readable.from(['changed']),
      interim: () => false,
    }
    const chain = chainOf([['a', everything, { request: () => false }]])
    await expect(runOf(chain, down).travel(REQUEST)).rejects.toBeInstanceOf(UpstreamError)
    const run = runOf(chain, app, { body: Buffer.from('as it came') })
    expect((await run.travel(REQUEST)).body).toBe('from the app')
    expect(run.body).toEqual(Buffer.from('as it came'))
    expect(run.passesInterim({ status: 103, reason: '', headers: [] })).toBe(true)
  })
})

describe('what a hop sees', () => {
  it('is its own peer and port, and the request as it reached it', async () => {
    const seen: unknown[] = []
    const look: Hooks = {
      request: (_head, x: Exchange) =>
        void seen.push([
          x.from.scheme,
          x.from.address,
          x.from.version,
          x.localPort,
          trace(x.asked),
          x.asked.version,
          x.lastHop,
        ]),
      response: (_head, x: Exchange) => void seen.push([x.from.scheme, trace(x.asked)]),
    }
    const run = runOf(
      chainOf(
        [
          ['a', mark('a')],
          ['look', look],
        ],
        [
          ['b', mark('b')],
          ['look', look],
        ],
      ),
    )
    await run.travel(REQUEST)
    expect(seen).toEqual([
      ['https', '127.0.0.1', '2', 443, '', '2', false],
      ['http', '10.0.0.1', '1.1', 80, 'a', '1.1', true],
      ['http', 'a'],
      ['https', ''],
    ])
  })

  it('counts kinds and stories once for the exchange', async () => {
    const run = runOf(chainOf([['a', { request: (_head, x) => void x.say(`a ${x.kind}`) }]]))
    await run.travel(REQUEST)
    expect(run.story).toEqual(['a fetch'])
  })
})
