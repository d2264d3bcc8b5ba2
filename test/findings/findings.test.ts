import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../src/core/diagnosis.ts'
import { diagnosis } from '../../src/core/diagnosis.ts'
import { all, page, play, post } from './story.ts'

const EMPTY = { found: [], quiet: [] }
const rule = (name: string, explains: readonly string[] = []) =>
  diagnosis({
    ...{ name, level: 'error', about: name, local: name, explains, looksAt: [['cookie']], fix: {}, examples: EMPTY },
    check: ({ exchange }) => ({ title: name, subject: exchange.browser.request.target, evidence: [] }),
  })

describe('telling', () => {
  test('once per subject, then counted', () => {
    const { events, findings } = play(page('/', { cookie: 'a=1' }).repeat(3) + page('/b', { cookie: 'a=1' }), [
      rule('one'),
    ])
    expect(events.map(({ id, exchange, count }) => [id, exchange, count])).toEqual([
      ['one', 1, 1],
      ['one', 4, 1],
    ])
    expect(findings.found().map(({ count }) => count)).toEqual([3, 1])
  })

  test('the cause in place of its symptoms, which it names', () => {
    const { events } = play(page('/', { cookie: 'a=1' }), [rule('symptom'), rule('cause', ['symptom'])])
    expect(events.map(({ id, explains }) => [id, explains])).toEqual([['cause', ['symptom']]])
  })

  test('a symptom that comes later belongs to the cause that was told', () => {
    const late = { ...rule('symptom'), looksAt: [['refused']] as const }
    const { events, findings } = play(page('/', { cookie: 'a=1' }) + page('/b', { status: '404 Not Found' }), [
      late,
      rule('cause', ['symptom']),
    ])
    expect(events.map(({ id }) => id)).toEqual(['cause'])
    expect(findings.found().map(({ explains }) => explains)).toEqual([['symptom']])
  })

  test('only rules whose signs are there are asked', () => {
    const asked: string[] = []
    const spy: Diagnosis = {
      ...rule('spy'),
      check({ exchange }) {
        asked.push(exchange.browser.request.target)
        return undefined
      },
    }
    play(page('/without') + page('/with', { cookie: 'a=1' }), [spy])
    expect(asked).toEqual(['/with'])
  })

  test('a rule that throws is left out from then on, and the others go on', () => {
    const bad = {
      ...rule('bad'),
      check: () => {
        throw new Error('no')
      },
    }
    const { events, faults } = play(page('/', { cookie: 'a=1' }) + page('/b', { cookie: 'a=1' }), [bad, rule('good')])
    expect(faults).toEqual(['bad'])
    expect(events.map(({ id }) => id)).toEqual(['good', 'good'])
  })

  test('no value of a cookie and no query stands in a finding', () => {
    for (const { name, examples } of all) {
      for (const { wire } of examples.found) {
        const secrets = [...wire.matchAll(/(?:session-token[^=]*|sid|lab_iron)=([A-Za-z0-9.*%]{3,})/g)].map(
          (match) => match[1]!,
        )
        const told = play(wire)
          .events.flatMap(({ title, evidence }) => [title, ...evidence])
          .join('\n')
        expect(
          secrets.filter((secret) => told.includes(`=${secret}`)),
          name,
        ).toEqual([])
        expect(told, name).not.toMatch(/[?&](?:code|state|token)=/)
      }
    }
  })

  test('memory is bounded', () => {
    const many = Array.from({ length: 700 }, (_, i) => page(`/${i}`, { cookie: 'a=1' })).join('')
    expect(play(many, [rule('one')]).findings.found().length).toBe(500)
  })
})

describe('the advice', () => {
  const http = 'Location: http://shop.localhost/'
  test('is for the library that was recognised', () => {
    const { events } = play(
      post('/login', '303 See Other', ['Set-Cookie: authjs.session-token=eyJh; Path=/', http], []),
    )
    expect(events[0]?.fix.filter((line) => line.startsWith('app'))).toEqual([
      expect.stringMatching(/^app \(Auth\.js v5\): .*AUTH_URL/),
    ])
  })
  test('is general otherwise', () => {
    const { events } = play(
      page('/account', { status: '303 See Other', answer: ['Location: https://localhost:3000/login'] }),
    )
    expect(events[0]?.fix[0]).toMatch(/^app: /)
  })
})
