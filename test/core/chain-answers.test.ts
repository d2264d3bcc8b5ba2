import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import type { Hooks } from '../../src/core/behaviour.ts'
import { Cancellation } from '../../src/core/cancellation.ts'
import { UpstreamError } from '../../src/core/exchange.ts'
import type { App } from './runs.ts'
import { app, chainOf, down, mark, notes, OK, REFUSED, REQUEST, reply, runOf, trace } from './runs.ts'

describe('a step that answers by itself', () => {
  it.each([false, true])('turns the request round: later steps never run (asynchronous: %s)', async (later) => {
    const ran: string[] = []
    const chain = chainOf([
      ['outer', mark('o')],
      [
        'cache',
        {
          request: () => (later ? Promise.resolve(reply(304)) : reply(304)),
          response: () => {
            ran.push('the answering step itself')
          },
        },
      ],
      ['inner', { request: () => void ran.push('inner'), response: () => void ran.push('inner') }],
    ])
    const run = runOf(chain)
    const answer = await run.travel(REQUEST)
    expect(answer.head).toEqual({ status: 304, reason: '', headers: ['Trace', '!o'] })
    expect(answer.body).toBe('by the front')
    expect(ran).toEqual([])
    expect(run.attempts).toEqual([])
    expect(run.answeredBy?.name).toBe('cache')
  })

  it("may put its own answer in place of the app's, whose body is read to its end", async () => {
    const source = Readable.from(['from ', 'the app'])
    const run = runOf(
      chainOf([
        ['outer', mark('o')],
        ['page', { response: () => reply(503) }],
      ]),
      async () => ({ head: OK, body: source }),
    )
    const answer = await run.travel(REQUEST)
    expect([answer.head.status, answer.body, trace(answer.head)]).toEqual([503, 'by the front', '!o'])
    expect(notes(run)).toEqual(['request hop1/outer', 'response hop1/page', 'response hop1/outer'])
    await finished(source)
    expect(source.readableEnded).toBe(true)
  })

  it('may cut the connection', async () => {
    const cut = { at: 3, how: 'reset' } as const
    const run = runOf(chainOf([['cutter', { request: () => ({ ...reply(200), cut }) }]]))
    expect((await run.travel(REQUEST)).cut).toEqual(cut)
  })
})

describe('when the app gives no answer', () => {
  const page = (status: number): Hooks => ({ failure: () => reply(status) })

  it('the innermost step that has something to say answers, and the steps outside it go on', async () => {
    const run = runOf(
      chainOf([
        ['outer', mark('o')],
        ['outer page', page(500)],
        ['middle', mark('m')],
        ['page', page(502)],
        ['silent', { failure: () => undefined }],
        ['inner', mark('i')],
      ]),
      down,
    )
    const answer = await run.travel(REQUEST)
    expect([answer.head.status, trace(answer.head)]).toEqual([502, '!mo'])
    expect(run.answeredBy?.name).toBe('page')
    expect(run.failure).toEqual(REFUSED)
    expect(run.attempts).toEqual([{ request: expect.anything(), failure: 'refused' }])
  })

  it('and no step answers, the error comes out', async () => {
    await expect(runOf(chainOf([['a', mark('a')]]), down).travel(REQUEST)).rejects.toMatchObject({ failure: REFUSED })
  })

  it("nor any other error is taken for the app's", async () => {
    const broken: App = () => Promise.reject(new TypeError('our own fault'))
    await expect(runOf(chainOf([['page', page(502)]]), broken).travel(REQUEST)).rejects.toThrow('our own fault')
  })

  it('a step may try again, with another instance', async () => {
    const tries: [number, number][] = []
    const again: Hooks = {
      retry: (_failure, head, _x, count) => {
        tries.push([head.upstream, count])
        return count < 3 ? { ...head, upstream: count } : undefined
      },
      ...page(502),
    }
    const run = runOf(chainOf([['again', again]]), (head) => (head.upstream === 2 ? app(head, run) : down(head, run)))
    expect((await run.travel(REQUEST)).body).toBe('from the app')
    expect(tries).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect(run.attempts.map(({ request, failure, response }) => [request.upstream, failure, response?.status])).toEqual(
      [
        [0, 'refused', undefined],
        [1, 'refused', undefined],
        [2, undefined, 200],
      ],
    )
    expect([run.failure, run.answeredBy]).toEqual([undefined, undefined])

    const never = runOf(chainOf([['again', again]]), down)
    expect((await never.travel(REQUEST)).head.status).toBe(502)
    expect(never.attempts).toHaveLength(3)
  })

  it('the innermost step that wants another try has it', async () => {
    const asked: string[] = []
    const say = (name: string, upstream?: number): Hooks => ({
      retry: (_failure, head) => {
        asked.push(name)
        return upstream === undefined ? undefined : { ...head, upstream }
      },
    })
    const chain = chainOf([
      ['a', say('a', 1)],
      ['b', say('b', 1)],
      ['c', say('c')],
    ])
    const run = runOf(chain, (head) => (head.upstream === 1 ? app(head, run) : down(head, run)))
    await run.travel(REQUEST)
    expect(asked).toEqual(['c', 'b'])
  })

  it('a body that was partly sent is not sent again', async () => {
    const half: App = () => Promise.reject(new UpstreamError({ ...REFUSED, bodySent: true }))
    const chain = chainOf([['again', { retry: (_failure, head) => head, ...page(502) }]])
    const streamed = runOf(chain, half, { body: Readable.from(['a']) })
    expect((await streamed.travel(REQUEST)).head.status).toBe(502)
    expect(streamed.attempts).toHaveLength(1)
  })

  it('nobody tries again for a browser that has gone away', async () => {
    const cancellation = new Cancellation()
    const gone: App = (head, run) => {
      cancellation.cancel()
      return down(head, run)
    }
    const run = runOf(chainOf([['again', { retry: (_failure, head) => head, ...page(502) }]]), gone, { cancellation })
    await expect(run.travel(REQUEST)).rejects.toBeInstanceOf(UpstreamError)
    expect(run.attempts).toHaveLength(1)
  })
})
