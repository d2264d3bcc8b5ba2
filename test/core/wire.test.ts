import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPairs } from '../../src/core/headers.ts'
import type { WireExchange } from '../../src/core/wire.ts'
import { parseWire, printWire, WireError } from '../../src/core/wire.ts'

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/)
const text = fc.stringMatching(/^(?:[!-~](?:[ -~]{0,20}[!-~])?)?$/)
const headers = fc.array(fc.tuple(token, text), { maxLength: 5 }).map((entries) => fromPairs(entries))
const body = fc
  .array(fc.stringMatching(/^[ -~]{0,20}$/), { maxLength: 3 })
  .map((lines) => lines.map((line) => line.trimEnd()).join('\n'))
  .filter((one) => one.trim() === one)
const version = fc.constantFrom('1.0' as const, '1.1' as const, '2' as const)
const method = fc.constantFrom('GET', 'POST', 'DELETE')
const target = fc.stringMatching(/^\/[!-~]{0,20}$/)
const response = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  reason: fc.constantFrom('', 'OK', 'See Other'),
  headers,
  body,
})
const exchange: fc.Arbitrary<WireExchange> = fc.record({
  browser: fc.record({
    method,
    target,
    headers,
    version,
    body,
    scheme: fc.constantFrom('http' as const, 'https' as const),
    client: fc.constantFrom('', 'bob'),
    after: fc.constantFrom(0, 1.5, 130),
  }),
  toApp: fc.record({ method, target, headers, version, body, instance: fc.constantFrom('', 'b') }),
  fromApp: response,
  toBrowser: response,
})

describe('the wire notation', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.array(exchange, { minLength: 1, maxLength: 3 }), (exchanges) => {
        expect(parseWire(exchanges.map(printWire).join('\n'))).toEqual(exchanges)
      }),
    )
  })

  it('takes scheme and Host from an absolute target', () => {
    const [one] = parseWire('> GET http://shop.test:8080?x=1\n   X: 1')
    expect(one?.browser).toMatchObject({
      scheme: 'http',
      target: '/?x=1',
      headers: ['Host', 'shop.test:8080', 'X', '1'],
    })
    expect(parseWire('> GET https://a.test/\n   Host: b.test')[0]?.browser.headers).toEqual(['Host', 'b.test'])
  })

  it('passes over comments and blank lines', () => {
    expect(parseWire('# login\n\n> GET /\n\n# more\n   A: 1\n')[0]?.browser.headers).toEqual(['A', '1'])
  })

  it.each([
    ['GET /', 1, /expected a line that begins with ">"/],
    ['> GET', 1, /expected a method and a target/],
    ['> GET / h3', 1, /"h3" is not known/],
    ['> GET /\nHost: x', 2, /expected an indented "Name: value"/],
    ['> GET /\n\n<< OK', 3, /expected a status/],
    ['<< 200', 1, /before any ">"/],
    ['> GET /\n<< 200\n<< 200', 3, /a second "<<"/],
  ])('says what is wrong in %j, and where', (wire, line, message) => {
    expect(() => parseWire(wire)).toThrow(message)
    try {
      parseWire(wire)
    } catch (error) {
      expect(error).toBeInstanceOf(WireError)
      expect((error as WireError).line).toBe(line)
    }
  })

  it('fails with nothing but its own error, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (garbage) => {
        try {
          parseWire(garbage)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
    )
  })
})
