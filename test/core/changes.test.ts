import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/core/chain.ts'
import type { Difference } from '../../src/core/changes.ts'
import { cookieDifferences, headDifferences, headerDifferences, inWords } from '../../src/core/changes.ts'
import type { RequestHead, ResponseHead } from '../../src/core/exchange.ts'
import { getAll } from '../../src/core/headers.ts'

describe('differences of header lists', () => {
  it.each<[string, string[], string[], Difference[]]>([
    ['nothing', ['A', '1', 'B', '2'], ['A', '1', 'B', '2'], []],
    ['only the case of a name', ['A', '1'], ['a', '1'], []],
    ['only the order of two names', ['A', '1', 'B', '2'], ['B', '2', 'A', '1'], []],
    ['a line added', ['A', '1'], ['A', '1', 'B', '2'], [{ what: 'B', to: '2' }]],
    ['a line gone', ['A', '1', 'B', '2'], ['B', '2'], [{ what: 'A', from: '1' }]],
    ['a value changed', ['Host', 'a'], ['host', 'b'], [{ what: 'Host', from: 'a', to: 'b' }]],
    ['a second line of a name', ['Via', 'a'], ['Via', 'a', 'Via', 'b'], [{ what: 'Via', to: 'b' }]],
    ['one of two equal lines gone', ['A', '1', 'A', '1'], ['A', '1'], [{ what: 'A', from: '1' }]],
    ['an empty value', ['A', ''], ['A', 'x'], [{ what: 'A', from: '', to: 'x' }]],
    [
      'cookies: paired by name whatever their order',
      ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2; Secure'],
      ['Set-Cookie', 'b=2', 'Set-Cookie', 'a=9'],
      [
        { what: 'Set-Cookie', from: 'a=1', to: 'a=9' },
        { what: 'Set-Cookie', from: 'b=2; Secure', to: 'b=2' },
      ],
    ],
    [
      'cookies: one renamed, one gone',
      ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
      ['Set-Cookie', 'c=1'],
      [
        { what: 'Set-Cookie', from: 'a=1', to: 'c=1' },
        { what: 'Set-Cookie', from: 'b=2' },
      ],
    ],
  ])('%s', (_what, before, after, wanted) => {
    expect(headerDifferences(before, after)).toEqual(wanted)
  })

  it('say nothing of what stayed, and take nothing from what changed', () => {
    const line = fc.tuple(
      fc.constantFrom('a', 'b', 'Set-Cookie', 'set-cookie'),
      fc.constantFrom('x=1', 'x=2', 'y=1', 'z'),
    )
    const list = fc.array(line, { maxLength: 6 }).map((lines) => lines.flat())
    const sorted = (values: (string | undefined)[]) => values.filter((value) => value !== undefined).sort()
    fc.assert(
      fc.property(list, list, (before, after) => {
        const found = headerDifferences(before, after)
        expect(headerDifferences(before, [...before])).toEqual([])
        for (const name of ['a', 'b', 'set-cookie']) {
          const of = found.filter(({ what }) => what.toLowerCase() === name)
          for (const { from, to } of of) expect(from).not.toBe(to)
          // What stood before, less what went, plus what came, is what stands now.
          const stayed = [...getAll(before, name)]
          for (const { from } of of) if (from !== undefined) stayed.splice(stayed.indexOf(from), 1)
          expect(sorted([...stayed, ...of.map(({ to }) => to)])).toEqual(sorted(getAll(after, name)))
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('differences of heads', () => {
  const request: RequestHead = { method: 'GET', target: '/a', headers: ['A', '1'], version: '2', upstream: 0 }
  const response: ResponseHead = { status: 200, reason: 'OK', headers: [] }

  it('name the parts of a request in brackets, before its headers', () => {
    const after: RequestHead = { method: 'POST', target: '/b', headers: ['A', '2'], version: '1.1', upstream: 1 }
    expect(headDifferences(request, after)).toEqual([
      { what: '(method)', from: 'GET', to: 'POST' },
      { what: '(target)', from: '/a', to: '/b' },
      { what: '(version)', from: '2', to: '1.1' },
      { what: '(instance)', from: '0', to: '1' },
      { what: 'A', from: '1', to: '2' },
    ])
    expect(headDifferences(request, { ...request, leg: { keepAlive: false } })).toEqual([])
  })

  it('name the status of a response', () => {
    expect(headDifferences(response, { ...response, status: 302 })).toEqual([
      { what: '(status)', from: '200', to: '302' },
    ])
    expect(headDifferences(response, { ...response, reason: 'Fine' })).toEqual([])
  })

  it('are told with the hop and step they come from', () => {
    const step: Step = { hop: 'nginx', hopIndex: 0, name: 'host', hooks: {} }
    const after = { ...request, headers: [] }
    expect(inWords({ side: 'request', step, before: request, after })).toEqual({
      hop: 'nginx',
      step: 'host',
      side: 'request',
      differences: [{ what: 'A', from: '1' }],
    })
  })

  it('are the same object as long as a step does the same, and never another one’s', () => {
    const step: Step = { hop: 'nginx', hopIndex: 0, name: 'host', hooks: {} }
    const says = (value: string, by = step) =>
      inWords({ side: 'request', step: by, before: request, after: { ...request, headers: ['A', value] } })
    const first = says('2')
    expect(says('2')).toBe(first)
    expect(says('3').differences).toEqual([{ what: 'A', from: '1', to: '3' }])
    expect(says('2')).toEqual(first)
    expect(says('2', { ...step, name: 'other' })).toEqual({ ...first, step: 'other' })
    const answered = inWords({
      side: 'response',
      step,
      before: { ...response, headers: ['A', '1'] },
      after: { ...response, headers: ['A', '2'] },
    })
    expect(answered).toEqual({ ...first, side: 'response' })
  })
})

describe('differences of two lines of one cookie', () => {
  it.each<[string, string, string, Difference[]]>([
    ['spelling only', 'a=1; Path=/; HttpOnly', 'a=1;path=/;  httponly', []],
    ['a flag gone', 'a=1; Secure', 'a=1', [{ what: 'Secure', from: '' }]],
    ['a flag come', 'a=1', 'a=1; Partitioned', [{ what: 'Partitioned', to: '' }]],
    ['an attribute changed', 'a=1; Path=/', 'a=1; path=/app', [{ what: 'path', from: '/', to: '/app' }]],
    ['a value changed', 'a=1', 'a=2', [{ what: '(value)', from: '1', to: '2' }]],
    ['a name changed', 'a=1', 'b=1', [{ what: '(name)', from: 'a', to: 'b' }]],
    ['a doubled attribute that no longer counts', 'a=1; Path=/x; Path=/', 'a=1; Path=/', []],
  ])('%s', (_what, from, to, wanted) => {
    expect(cookieDifferences(from, to)).toEqual(wanted)
  })
})
