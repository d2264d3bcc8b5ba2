import { describe, expect, it } from 'vitest'
import type { Hooks } from '../../src/core/behaviour.ts'
import { Cancellation } from '../../src/core/cancellation.ts'
import type { Condition } from '../../src/core/chain.ts'
import type { Answer } from '../../src/core/exchange.ts'
import { set } from '../../src/core/headers.ts'
import type { App } from './runs.ts'
import { chainOf, mark, notes, OK, REQUEST, reply, runOf, sent, trace } from './runs.ts'

describe('the rest of the chain, below a step', () => {
  it('can be asked again and later; nothing above it runs, and its tries belong to the exchange', async () => {
    const twice: Hooks = {
      async request(head, x) {
        const below = x.below()
        await below({ ...head, headers: set(head.headers, 'Trace', 'first:') })
        const { head: second, body } = await below({ ...head, headers: set(head.headers, 'Trace', 'second:') })
        return { ...second, body: body ?? '' }
      },
    }
    const run = runOf(
      chainOf(
        [
          ['a', mark('a')],
          ['twice', twice],
          ['b', mark('b')],
        ],
        [['c', mark('c')]],
      ),
    )
    const answer = await run.travel(REQUEST)
    expect(sent(run)).toEqual(['first:bc', 'second:bc'])
    expect(trace(answer.head)).toBe('cba')
    expect(notes(run)?.at(-1)).toBe('response hop1/a')
    expect(run.answeredBy?.name).toBe('twice')
  })

  it('asks conditions anew, without forgetting those above', async () => {
    const passes: boolean[] = []
    const whenFirst: Condition = { request: (head) => trace(head)!.startsWith('first') }
    const twice: Hooks = {
      async request(head, x) {
        const below = x.below()
        const first = await below({ ...head, headers: ['Trace', 'first:'] })
        const second = await below({ ...head, headers: ['Trace', 'second:'] })
        return { ...first.head, headers: ['Trace', `${trace(first.head)}/${trace(second.head)}:`], body: '' }
      },
    }
    const run = runOf(
      chainOf([
        ['never', { ...mark('n'), interim: () => false }, { request: () => false }],
        ['twice', twice],
        ['b', mark('b'), whenFirst],
      ]),
      async (_head, pass) => {
        passes.push(pass.passesInterim({ status: 103, reason: '', headers: [] }))
        return { head: OK, body: null }
      },
    )
    expect(trace((await run.travel(REQUEST)).head)).toBe('b/:')
    expect(sent(run)).toEqual(['first:b', 'second:'])
    expect(passes).toEqual([true, true])
  })

  it('sends the body with a method that has one, and none with GET', async () => {
    const bodies: unknown[] = []
    const both: Hooks = {
      async request(head, x) {
        await x.below()({ ...head, method: 'GET' })
        await x.below()(head)
        return reply(200)
      },
    }
    const note: App = async (_head, run) => {
      bodies.push(run.body?.toString())
      return { head: OK, body: null }
    }
    await runOf(chainOf([['both', both]]), note, { body: Buffer.from('form') }).travel({ ...REQUEST, method: 'POST' })
    expect(bodies).toEqual([undefined, 'form'])
  })

  it("in the background is nobody's: no changes, no tries, and the browser's going does not end it", async () => {
    const cancellation = new Cancellation()
    const signals: boolean[] = []
    let refreshed: Promise<Answer> | undefined
    const refresh: Hooks = {
      request(head, x) {
        refreshed = x.below({ background: true })(head)
        return reply(200)
      },
    }
    const note: App = async (_head, run) => {
      await new Promise(setImmediate)
      run.say('refreshed')
      signals.push(run.background, run.cancellation.cancelled)
      return { head: OK, body: null }
    }
    const run = runOf(
      chainOf([
        ['refresh', refresh],
        ['b', mark('b')],
      ]),
      note,
      { cancellation },
    )
    await run.travel(REQUEST)
    cancellation.cancel()
    expect(trace((await refreshed!).head)).toBe('b')
    expect([signals, run.changes, run.attempts, run.story]).toEqual([[true, false], [], [], []])
  })

  it('says from which exchange an answer was kept', async () => {
    const inner: Hooks = {
      request: (_head, x) => {
        x.servedFrom(3)
        return reply(200)
      },
    }
    const outer: Hooks = {
      request: async (head, x) => {
        const { head: kept, body } = await x.below()(head)
        return { ...kept, body: body ?? '' }
      },
    }
    const run = runOf(
      chainOf([
        ['outer', outer],
        ['inner', inner],
      ]),
    )
    await run.travel(REQUEST)
    expect(run.source).toBe(3)
  })
})
