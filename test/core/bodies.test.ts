import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Hooks } from '../../src/core/behaviour.ts'
import type { Answer } from '../../src/core/exchange.ts'
import type { App, Told } from './runs.ts'
import { app, chainOf, mark, OK, REQUEST, reply, runOf, trace } from './runs.ts'

describe('bodies', () => {
  const text = async (body: Answer['body']) =>
    body instanceof Readable ? Buffer.concat(await body.map((chunk) => Buffer.from(chunk)).toArray()).toString() : body
  const louder = (sign: string): Hooks => ({
    body: (source) =>
      Readable.from(
        (async function* () {
          for await (const chunk of source) yield `${chunk}${sign}`
        })(),
      ),
    requestBody: async (source) => Buffer.from(`${(await source.toArray()).join('')}${sign}`),
  })

  it('of requests are wrapped on the way down, of answers on the way up', async () => {
    let got: string | undefined
    const note: App = async (head, run) => {
      got = run.body?.toString()
      return app(head, run)
    }
    const chain = chainOf([
      ['a', louder('1')],
      ['b', louder('2')],
    ])
    const answer = await runOf(chain, note, { body: Buffer.from('form') }).travel(REQUEST)
    expect(got).toBe('form12')
    expect(await text(answer.body)).toBe('from the app21')
  })

  it('that no step wraps are the very object the app gave', async () => {
    const source = Readable.from(['x'])
    const look: Hooks = { body: (stream) => stream }
    const answer = await runOf(
      chainOf([
        ['a', mark('a')],
        ['look', look],
      ]),
      async () => ({ head: OK, body: source }),
    ).travel(REQUEST)
    expect(answer.body).toBe(source)
    const bytes = Buffer.from('bytes')
    const kept = await runOf(chainOf([['look', look]]), async () => ({ head: OK, body: bytes })).travel(REQUEST)
    expect(kept.body).toBe(bytes)
  })

  it('that are not there are not wrapped', async () => {
    const chain = chainOf([['a', louder('!')]])
    const run = runOf(chain, async () => ({ head: OK, body: null }))
    expect((await run.travel(REQUEST)).body).toBe(null)
    expect(run.body).toBe(null)
  })

  it('may be refused before the app hears of them; only the steps outside see the refusal', async () => {
    const limit: Hooks = { requestBody: () => reply(413), response: mark('limit').response! }
    const run = runOf(
      chainOf([
        ['a', mark('a')],
        ['limit', limit],
        ['b', mark('b')],
      ]),
      app,
      { body: Buffer.from('big') },
    )
    const answer = await run.travel(REQUEST)
    expect([answer.head.status, trace(answer.head)]).toEqual([413, '!a'])
    expect(run.attempts).toEqual([])
    expect(run.answeredBy?.name).toBe('limit')
  })

  it('see the head as their step left it', async () => {
    let saw: string | undefined
    const step: Hooks = {
      ...mark('a'),
      body: (source, head) => {
        saw = trace(head)
        return source
      },
    }
    await runOf(chainOf([['a', step]])).travel(REQUEST)
    expect(saw).toBe('a')
  })
})

it('an interim response passes unless a step keeps it back', () => {
  const early = { status: 103, reason: 'Early Hints', headers: [] }
  const pass: Told = ['pass', { interim: () => true }]
  expect(runOf(chainOf([pass, ['other', {}]])).passesInterim(early)).toBe(true)
  expect(runOf(chainOf([pass, ['drop', { interim: ({ status }) => status !== 103 }]])).passesInterim(early)).toBe(false)
})
