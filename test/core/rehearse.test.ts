import { describe, expect, it } from 'vitest'
import type { Hooks } from '../../src/core/behaviour.ts'
import { inWords } from '../../src/core/changes.ts'
import { set } from '../../src/core/headers.ts'
import { mismatches, REHEARSAL, rehearse } from '../../src/core/rehearse.ts'
import { parseWire, printWire } from '../../src/core/wire.ts'
import { chainOf } from './runs.ts'

const wireOf = async (chain: ReturnType<typeof chainOf>, wire: string) =>
  (await rehearse(chain, parseWire(wire))).map(({ exchange }) => printWire(exchange)).join('')
const host: Hooks = {
  request: (head, x) => ({ ...head, headers: set(head.headers, 'Host', x.upstreams[head.upstream]!.authority) }),
}
const POST = `>  POST /login h2
   Host: shop.localhost
   | name=me
<< 303 See Other
   Location: /
   | gone
`

describe('a dry run', () => {
  it('shows what each side would see, and who changed what', async () => {
    const chain = chainOf([['host', host]])
    expect(await wireOf(chain, POST)).toBe(`>  POST /login h2
   Host: shop.localhost
   | name=me
>> POST /login
   Host: 127.0.0.1:3000
   | name=me
<< 303 See Other
   Location: /
   | gone
<  303 See Other
   Location: /
   | gone
`)
    const [done] = await rehearse(chain, parseWire(POST))
    expect(done!.changes.map(inWords)).toEqual([
      {
        hop: 'hop1',
        step: 'host',
        side: 'request',
        differences: [{ what: 'Host', from: 'shop.localhost', to: '127.0.0.1:3000' }],
      },
    ])
  })

  it('ignores what the text says of the sides that are worked out', async () => {
    const wrong = `${POST}>> GET /wrong\n<  500 Wrong\n`
    expect(await wireOf(chainOf([['host', host]]), wrong)).toBe(await wireOf(chainOf([['host', host]]), POST))
  })

  it('tells the peer from the words of the request line, and the instance by its name', async () => {
    const seen: unknown[] = []
    const look: Hooks = {
      request: (head, x) => {
        seen.push([x.id, x.from, x.localPort])
        return { ...head, upstream: 1 }
      },
    }
    const out = await wireOf(chainOf([['look', look]]), '> GET /a\n<< 200\n> GET /b http 1.0\n<< 200\n')
    const { address, port } = REHEARSAL.peer
    expect(seen).toEqual([
      [1, { address, port, scheme: 'https', version: '1.1' }, 443],
      [2, { address, port, scheme: 'http', version: '1.0' }, 80],
    ])
    expect(out).toBe(
      '>  GET /a\n>> GET /a to=b\n<< 200\n<  200\n>  GET /b http 1.0\n>> GET /b 1.0 to=b\n<< 200\n<  200\n',
    )
  })

  it('leaves out what did not happen', async () => {
    const reply: Hooks = { request: () => ({ status: 403, reason: 'No', headers: [], body: 'page' }) }
    expect(await wireOf(chainOf([['reply', reply]]), '> GET /\n<< 200\n')).toBe('>  GET /\n<  403 No\n   | page\n')
    const cut: Hooks = {
      request: () => ({ status: 0, reason: '', headers: [], body: '', cut: { at: 'before-head', how: 'close' } }),
    }
    expect(await wireOf(chainOf([['cut', cut]]), '> GET /\n')).toBe('>  GET /\n<  cut\n')
    const [down] = await rehearse(chainOf([]), parseWire('> GET /\n'))
    expect(printWire(down!.exchange)).toBe('>  GET /\n>> GET /\n')
    expect(down!.story).toEqual(['the app is down'])
  })

  it('gives HEAD no body', async () => {
    expect(await wireOf(chainOf([]), '> HEAD /\n<< 200\n   Content-Length: 1\n   | x\n')).toBe(
      '>  HEAD /\n>> HEAD /\n<< 200\n   Content-Length: 1\n   | x\n<  200\n   Content-Length: 1\n',
    )
  })

  it("passes a step's mistake on", async () => {
    const broken: Hooks = { response: () => Promise.reject(new TypeError('mistake')) }
    await expect(rehearse(chainOf([['broken', broken]]), parseWire(POST))).rejects.toThrow(TypeError)
  })
})

describe('what is wrong with an outcome', () => {
  const GOT = `> GET /
>> GET /a to=b
   Host: app
   Via: 1
   Via: 2
<< 200
   Set-Cookie: a=1
<  200 OK
   Set-Cookie: a=1
   | page
`
  const against = (want: string, got = GOT) => mismatches(parseWire(want)[0]!, parseWire(got)[0]!)
  const short = (want: string, got = GOT) => against(want, got).slice(0, -1)

  it('is nothing when all that was named came out, in whatever case and order', () => {
    expect(against(GOT)).toEqual([])
    expect(against('> GET /')).toEqual([])
    expect(against('> GET /\n>> GET /a to=b\n   via: 1\n   via: 2\n   host: app')).toEqual([])
    expect(against('> GET /\n< 200 Fine\n   set-cookie: a=1')).toEqual([])
  })

  it.each([
    [
      'another method',
      '>> POST /a to=b\n   Host: app\n   Via: 1\n   Via: 2',
      ['>> method: expected "POST", got "GET"'],
    ],
    ['another target', '>> GET /b to=b\n   Host: app\n   Via: 1\n   Via: 2', ['>> target: expected "/b", got "/a"']],
    ['another instance', '>> GET /a\n   Host: app\n   Via: 1\n   Via: 2', ['>> instance: expected "", got "b"']],
    [
      'another version',
      '>> GET /a to=b 1.0\n   Host: app\n   Via: 1\n   Via: 2',
      ['>> version: expected "1.0", got "1.1"'],
    ],
    ['a body', '>> GET /a to=b\n   Host: app\n   Via: 1\n   Via: 2\n   | x', ['>> body: expected "x", got ""']],
    ['a line missing', '>> GET /a to=b\n   Host: app\n   Via: 1', ['>> via: expected ["1"], got ["1","2"]']],
    [
      'lines in another order',
      '>> GET /a to=b\n   Host: app\n   Via: 2\n   Via: 1',
      ['>> via: expected ["2","1"], got ["1","2"]'],
    ],
    [
      'a line too many',
      '>> GET /a to=b\n   Host: app\n   Via: 1\n   Via: 2\n   X: y',
      ['>> x: expected ["y"], got []'],
    ],
    [
      'another host',
      '>> GET /a to=b\n   Host: shop\n   Via: 1\n   Via: 2',
      ['>> host (app): expected ["shop"], got ["app"]'],
    ],
    ['another status', '< 500\n   Set-Cookie: a=1', ['< status: expected 500, got 200']],
    ['another cookie', '< 200\n   Set-Cookie: a=2', ['< set-cookie: expected ["a=2"], got ["a=1"]']],
    ['no headers', '< 200', ['< set-cookie: expected [], got ["a=1"]']],
    ['another page', '< 200\n   Set-Cookie: a=1\n   | other', ['< body: expected "other", got "page"']],
  ])('%s is told alone, and with what came out', (_what, want, told) => {
    expect(short(`> GET /\n${want}`)).toEqual(told)
    expect(against(`> GET /\n${want}`).at(-1)).toBe(`what came out:\n${printWire(parseWire(GOT)[0]!)}`)
  })

  it('includes a side that was never reached', () => {
    const alone = '> GET /\n< 403'
    expect(short('> GET /\n>> GET /\n', alone)).toEqual([
      'the request should have reached the app, but the front answered by itself',
    ])
    expect(short('> GET /\n<< 200\n', alone)).toEqual([
      'the app\'s answer ("<<") was not used: the front answered by itself',
    ])
    expect(short('> GET /\n< 200\n', '> GET /\n>> GET /\n')).toEqual([
      'the browser should have got an answer, but the connection was cut or the app was down',
    ])
  })
})

it('a second answer of the app is for the second delivery; one that is not used is a mistake', async () => {
  const twice = '> GET /\n>> GET /\n<< 302\n<< 400\n< 400\n'
  const again: Hooks = {
    async response(_head, x) {
      if (x.attempts.length > 1) return
      const { head, body } = await x.below()(x.request)
      return { ...head, body: body ?? '' }
    },
  }
  const [wanted] = parseWire(twice)
  const [sent] = await rehearse(chainOf([['again', again]]), [wanted!])
  expect(mismatches(wanted!, sent!.exchange)).toEqual([])
  expect(printWire(sent!.exchange)).toBe(printWire(wanted!))
  const [once] = await rehearse(chainOf([]), [wanted!])
  expect(mismatches(wanted!, once!.exchange)[0]).toBe('the app should have answered 2 times, but did 1 times')
})

it('cut and stale are claims too', async () => {
  const [cut, stale] = parseWire('> GET /\n< cut\n> GET /\n<< stale\n')
  const [whole] = await rehearse(chainOf([]), parseWire('> GET /\n<< 200\n'))
  expect(mismatches(cut!, whole!.exchange)[0]).toBe('the connection to the browser should have been cut')
  expect(mismatches(stale!, whole!.exchange)[0]).toBe('the connection to the app should have been a stale one')
})

it('an app that says nothing is waited for as long as a step says, without waiting', async () => {
  const [wanted] = parseWire('> GET / takes=30s\n>> GET /\n<< silent\n< 504\n')
  const patient = (ms: number): Hooks => ({
    request: (head) => ({ ...head, leg: { ...head.leg, responseTimeout: ms } }),
    failure: ({ kind }) => ({ status: kind === 'response-timeout' ? 504 : 502, reason: '', headers: [], body: '' }),
  })
  const [right] = await rehearse(chainOf([['wait', patient(30_000)]]), [wanted!])
  expect(mismatches(wanted!, right!.exchange)).toEqual([])
  expect(printWire(right!.exchange)).toBe(printWire(wanted!))
  const [early] = await rehearse(chainOf([['wait', patient(5000)]]), [wanted!])
  expect(mismatches(wanted!, early!.exchange)[0]).toBe(
    'the front should have waited 30 s for the app, but gave up after 5 s',
  )
  const [never] = await rehearse(chainOf([]), [wanted!])
  expect(mismatches(wanted!, never!.exchange)[0]).toBe(
    'the front should have waited 30 s for the app, but it waits for ever',
  )
})
