import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WireExchange } from '../../src/core/wire.ts'
import { parseWire, printWire, WireError } from '../../src/core/wire.ts'

// What the notation can say: one line of printable text, 8-bit included, no blanks at the ends.
const printable = fc.stringMatching(/^(?:[!-~\u00a1-\u00ff](?:[ -~\u00a1-\u00ff]{0,12}[!-~\u00a1-\u00ff])?)?$/)
const word = fc.stringMatching(/^[!-~]{1,8}$/)
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/)
const headers = fc.array(fc.tuple(name, printable), { maxLength: 4 }).map((lines) => lines.flat())
const body = fc.oneof(
  fc.constant(''),
  fc.array(printable, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
)
const version = fc.constantFrom('1.0' as const, '1.1' as const, '2' as const)
const request = {
  method: fc.stringMatching(/^[A-Z]{1,7}$/),
  target: word.map((text) => `/${text}`),
  headers,
  version,
  body,
}
const status = fc.integer({ min: 100, max: 599 })
const response = fc.record({ status, reason: printable, headers, body })
const exchange: fc.Arbitrary<WireExchange> = fc.record(
  {
    browser: fc.record({
      ...request,
      scheme: fc.constantFrom('http' as const, 'https' as const),
      client: fc.oneof(fc.constant(''), fc.stringMatching(/^[a-z]{1,5}$/)),
      after: fc.oneof(
        fc.nat(1000),
        fc.nat(1000).map((tenths) => tenths / 10),
      ),
    }),
    toApp: fc.record({ ...request, instance: fc.constantFrom('', 'b', 'c3') }),
    fromApp: response,
    toBrowser: response,
  },
  { requiredKeys: ['browser'] },
)

describe('the wire notation', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 3 }), (all) => {
        expect(parseWire(all.map(printWire).join(''))).toEqual(all)
      }),
      { numRuns: 300 },
    )
  })

  it('prints the same again, whatever blanks and comments stood between', () => {
    fc.assert(
      fc.property(exchange, (one) => {
        const loose = printWire(one).replaceAll('\n', '\r\n').replace('\r\n', ' \t\r\n  \r\n')
        expect(parseWire(`# a comment\n\n${loose}\n\n`).map(printWire)).toEqual([printWire(one)])
      }),
    )
  })

  it('is read as it is written by hand', () => {
    expect(
      parseWire(`
# signing in, then looking
> POST http://shop.localhost/login?next=/ h2 as=bob after=2.5s
  Content-Type: text/plain
# between lines too

  X-Empty:
  | a=1
  |  indented
  |
>> POST /login 1.0 to=b
   Host: 127.0.0.1:3001
<< 303 See Other
   Set-Cookie: sid=1; Path=/
   Set-Cookie: b=2
< 204
> GET /`),
    ).toEqual([
      {
        browser: {
          method: 'POST',
          target: '/login?next=/',
          scheme: 'http',
          version: '2',
          client: 'bob',
          after: 2.5,
          headers: ['Host', 'shop.localhost', 'Content-Type', 'text/plain', 'X-Empty', ''],
          body: 'a=1\n indented\n',
        },
        toApp: {
          method: 'POST',
          target: '/login',
          version: '1.0',
          instance: 'b',
          headers: ['Host', '127.0.0.1:3001'],
          body: '',
        },
        fromApp: {
          status: 303,
          reason: 'See Other',
          headers: ['Set-Cookie', 'sid=1; Path=/', 'Set-Cookie', 'b=2'],
          body: '',
        },
        toBrowser: { status: 204, reason: '', headers: [], body: '' },
      },
      {
        browser: {
          method: 'GET',
          target: '/',
          scheme: 'https',
          version: '1.1',
          client: '',
          after: 0,
          headers: [],
          body: '',
        },
      },
    ])
  })

  it('takes the host from a whole URL unless a Host line says otherwise', () => {
    const [a, b, c] = parseWire('> GET https://a.test\n> GET https://a.test?x\n   Host: b.test\n> GET /plain http\n')
    expect(a!.browser).toMatchObject({ target: '/', headers: ['Host', 'a.test'], scheme: 'https' })
    expect(b!.browser).toMatchObject({ target: '/?x', headers: ['Host', 'b.test'] })
    expect(c!.browser).toMatchObject({ target: '/plain', headers: [], scheme: 'http' })
  })

  it.each([
    ['<< 200 OK', 1, /"<<" comes before any ">" line/],
    ['> GET /\n< 200\n< 200', 3, /a second "<" in one exchange/],
    ['\n# x\nGET /', 3, /expected a line that begins with ">", found "GET \/"/],
    ['> GET /\n  Host shop', 2, /expected an indented "Name: value" line, found " {2}Host shop"/],
    ['> GET /\nHost: shop', 2, /expected an indented/],
    ['> GET', 1, /expected a method and a target/],
    ['>', 1, /expected a method and a target/],
    ['> GET / h3', 1, /"h3" is not known here/],
    ['> GET / after=2', 1, /"after=2" is not known here/],
    ['> GET /\n\n<< OK', 3, /expected a status/],
    ['> GET /\n<< 20', 2, /expected a status/],
    ['> GET /\n< 2000 x', 2, /expected a status/],
  ])('says what is wrong with %j, and in which line', (text, line, message) => {
    expect(() => parseWire(text)).toThrow(message)
    try {
      parseWire(text)
    } catch (error) {
      expect(error).toBeInstanceOf(WireError)
      expect((error as WireError).line).toBe(line)
    }
  })

  it('never fails on any text but with a WireError of one of its lines', () => {
    const piece = fc.oneof(
      fc.constantFrom('>', '>>', '<<', '<', ' ', '\n', '|', ':', '#', 'GET', '/', '200', 'http', 'as=', 'Host'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        try {
          parseWire(text)
        } catch (error) {
          if (!(error instanceof WireError)) throw error
          expect(error.line).toBeGreaterThanOrEqual(1)
          expect(error.line).toBeLessThanOrEqual(text.split('\n').length)
        }
      }),
      { numRuns: 500 },
    )
  })
})
