import fc from 'fast-check'
import picomatch from 'picomatch'
import { describe, expect, test } from 'vitest'
import { compileWhen } from '../../src/scenario/condition.ts'
import { play, workshop } from './workshop.ts'

/** The lines of `wire` that a step with this `when` is for. */
async function matching(when: string, wire: string): Promise<string[]> {
  const text = `front:\n  - a:\n      - answer: { status: 299 }\n        when: ${when}\n`
  const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml')
  const exchanges = await play(scenario, wire)
  return exchanges
    .filter(({ toBrowser }) => toBrowser?.status === 299)
    .map(({ browser }) => `${browser.method} ${browser.target}`)
}

const WIRE = `
>  GET https://shop.localhost/
<< 200
>  GET https://shop.localhost/api
<< 200
>  POST https://shop.localhost/api/v1/login?next=%2Fa
   Cookie: a=1
   Cookie: __Secure-sid=2; b
   Next-Action: 1
<< 200
>  GET https://shop.localhost/api/.well-known/x
   X-Kind: one
   X-Kind: two
<< 200
>  GET http://other.test:8080/app.js?v=1&v=2
   Sec-Fetch-Dest: script
<< 200
`

describe('tests of the request', () => {
  test.each([
    ['{ path: / }', ['GET /']],
    ['{ path: /api }', ['GET /api']],
    ['{ path: /api/** }', ['GET /api', 'POST /api/v1/login?next=%2Fa', 'GET /api/.well-known/x']],
    ['{ path: /api/* }', []],
    ['{ path: /api/*/* }', ['POST /api/v1/login?next=%2Fa', 'GET /api/.well-known/x']],
    ['{ path: "**/*.js" }', ['GET /app.js?v=1&v=2']],
    ['{ path: ["/*.{js,css}", /] }', ['GET /', 'GET /app.js?v=1&v=2']],
    ['{ path: ["/api/**", "!/api/v1/**"] }', ['GET /api', 'GET /api/.well-known/x']],
    ['{ path: "!/api/**" }', ['GET /', 'GET /app.js?v=1&v=2']],
    ['{ method: post }', ['POST /api/v1/login?next=%2Fa']],
    ['{ method: [GET, POST], path: /api }', ['GET /api']],
    ['{ host: "*.test" }', ['GET /app.js?v=1&v=2']],
    ['{ host: OTHER.test }', ['GET /app.js?v=1&v=2']],
    ['{ host: "other.test:80*" }', ['GET /app.js?v=1&v=2']],
    ['{ host: "other.test:443" }', []],
    ['{ scheme: http }', ['GET /app.js?v=1&v=2']],
    ['{ header: { x-kind: present } }', ['GET /api/.well-known/x']],
    ['{ header: { X-Kind: ^two$ } }', ['GET /api/.well-known/x']],
    ['{ header: { X-Kind: three } }', []],
    ['{ header: { X-Kind: absent, Cookie: absent }, path: /api/** }', ['GET /api']],
    ['{ cookie: "*sid" }', ['POST /api/v1/login?next=%2Fa']],
    ['{ cookie: [a, zz] }', ['POST /api/v1/login?next=%2Fa']],
    ['{ cookie: A }', []],
    ['{ query: { next: ^/a } }', ['POST /api/v1/login?next=%2Fa']],
    ['{ query: { v: "2" } }', ['GET /app.js?v=1&v=2']],
    ['{ query: { v: absent, next: absent }, path: "/api/**" }', ['GET /api', 'GET /api/.well-known/x']],
    ['{ kind: [action, static] }', ['POST /api/v1/login?next=%2Fa', 'GET /app.js?v=1&v=2']],
    ['{ not: { path: /api/** } }', ['GET /', 'GET /app.js?v=1&v=2']],
    ['{ not: { path: /api/**, method: GET } }', ['GET /', 'POST /api/v1/login?next=%2Fa', 'GET /app.js?v=1&v=2']],
    ['{ not: [{ path: /api/** }, { scheme: http }] }', ['GET /']],
    ['{ path: /api/**, not: { not: { method: POST } } }', ['POST /api/v1/login?next=%2Fa']],
  ])('%s', async (when, expected) => {
    expect(await matching(when, WIRE)).toEqual(expected)
  })

  test('the head is seen as the steps before have left it', async () => {
    const text = `front:
  - a:
      - url: { strip-prefix: /app }
      - answer: { status: 299 }
        when: { path: /x }
`
    const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml')
    const [first, second] = await play(scenario, '>  GET /app/x\n<< 200\n>  GET /app/app/x\n<< 200\n')
    expect([first!.toBrowser!.status, second!.toBrowser!.status]).toEqual([299, 200])
  })
})

test('the short way for all below a path says what the glob says', () => {
  const piece = fc.constantFrom('/', 'a', 'b', 'ab', '.', '..', '%2e', '\n', ' ', '*', '')
  const paths = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`)
  fc.assert(
    fc.property(fc.constantFrom('/a/**', '/a/b/**', '/**', '/ab/**', '/a*/**'), paths, (glob, target) => {
      const { request } = compileWhen({ path: glob })
      const head = { method: 'GET', target, headers: [], version: '1.1' as const, upstream: 0 }
      expect(request!(head, {} as never)).toBe(picomatch(glob, { dot: true, windows: false, nonegate: true })(target))
    }),
    { numRuns: 2000 },
  )
})

describe('tests of the response', () => {
  async function changed(when: string): Promise<number[]> {
    const text = `front:\n  - a:\n      - response-headers: { set: { X: y } }\n        when: ${when}\n`
    const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml')
    const wire = [200, 204, 301, 404, 500].map((status) => `>  GET /p${status}\n<< ${status}\n`).join('')
    return (await play(scenario, wire))
      .filter(({ toBrowser }) => toBrowser!.headers.length > 0)
      .map(({ toBrowser }) => toBrowser!.status)
  }

  test.each([
    ['{ status: 404 }', [404]],
    ['{ status: 2xx }', [200, 204]],
    ['{ status: [2xx, 500] }', [200, 204, 500]],
    ['{ status: 2xx, path: /p204 }', [204]],
    ['{ not: { status: 2xx } }', [301, 404, 500]],
    ['{ not: [{ status: 2xx }, { path: /p404 }] }', [301, 500]],
    ['{ status: [2xx, 3xx, 4xx, 5xx], not: { status: 404 } }', [200, 204, 301, 500]],
  ])('%s', async (when, expected) => {
    expect(await changed(when)).toEqual(expected)
  })
})

describe('which of those', () => {
  /** Numbers of the requests, from 1, that were for the step; `count` exchanges one second apart. */
  async function hit(rules: string, count: number, seed = 1): Promise<number[]> {
    let clock = 1000
    const text = `seed: ${seed}\nfront:\n  - a:\n      - answer: { status: 299 }\n        ${rules}\n`
    const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml', { now: () => clock })
    const out: number[] = []
    for (let i = 1; i <= count; i++) {
      const [exchange] = await play(scenario, `>  GET /${i}\n<< 200\n`)
      if (exchange!.toBrowser!.status === 299) out.push(i)
      clock += 1000
    }
    return out
  }

  test('nth, every, after', async () => {
    expect(await hit('nth: 2', 6)).toEqual([2])
    expect(await hit('nth: [1, 4]', 6)).toEqual([1, 4])
    expect(await hit('every: 3', 10)).toEqual([3, 6, 9])
    expect(await hit('after: 3s', 6)).toEqual([4, 5, 6])
    expect(await hit('after: 1500', 4)).toEqual([3, 4])
  })

  test('counted among those that `when` lets through', async () => {
    expect(await hit('when: { path: ["/3", "/5", "/6"] }\n        nth: 2', 8)).toEqual([5])
    expect(await hit('when: { path: "/[2468]" }\n        every: 2', 8)).toEqual([4, 8])
    expect(await hit('after: 2s\n        nth: 1', 6)).toEqual([3])
  })

  test('counted among the responses when `when` names a status', async () => {
    const text = `front:\n  - a:\n      - response-headers: { set: { X: y } }\n        when: { status: 401 }\n        nth: 2\n`
    const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml')
    const wire = [200, 401, 200, 401, 401].map((status) => `>  GET /\n<< ${status}\n`).join('')
    expect((await play(scenario, wire)).map(({ toBrowser }) => toBrowser!.headers.length)).toEqual([0, 0, 0, 2, 0])
  })

  test('chance is about right, the same in every run, and another with another seed', async () => {
    const first = await hit('chance: 0.25', 400)
    expect(first.length).toBeGreaterThan(70)
    expect(first.length).toBeLessThan(130)
    expect(await hit('chance: 0.25', 400)).toEqual(first)
    expect(await hit('chance: 0.25', 400, 2)).not.toEqual(first)
    expect(await hit('chance: 0', 50)).toEqual([])
    expect(await hit('chance: 1', 5)).toEqual([1, 2, 3, 4, 5])
  })

  test('a fresh chain has counted nothing', async () => {
    const text = 'front:\n  - a:\n      - answer: { status: 299 }\n        nth: 1\n'
    const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml')
    const wire = '>  GET /\n<< 200\n'
    const statuses = async () => (await play(scenario, wire))[0]!.toBrowser!.status
    expect([await statuses(), await statuses()]).toEqual([299, 200])
    const again = { ...scenario, chain: scenario.fresh() }
    expect((await play(again, wire))[0]!.toBrowser!.status).toBe(299)
  })
})
