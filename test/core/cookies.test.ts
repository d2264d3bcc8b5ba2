import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attribute, cookieHeader, parseCookieHeader, parseSetCookie, setCookieLine } from '../../src/core/cookies.ts'

const name = fc.stringMatching(/^[!-:<>-~\u00a1-\u00ff]{1,8}$/)
const value = fc.stringMatching(/^(?:[!-:<-~\u00a1-\u00ff](?:[ !-:<-~]{0,8}[!-:<-~])?)?$/)

describe('a Cookie header', () => {
  it('is read and written without losing a byte', () => {
    const pair = fc.record({ name: fc.oneof(name, fc.constant('')), value })
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 5 }), (all) => {
        // A nameless cookie is its value alone, so it cannot be empty or hold an equals sign.
        const cookies = all.filter((one) => one.name !== '' || (one.value !== '' && !one.value.includes('=')))
        expect(parseCookieHeader(cookieHeader(cookies))).toEqual(cookies)
      }),
    )
  })

  it.each([
    [
      'a=1; b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1;b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1;; ; b=',
      [
        ['a', '1'],
        ['b', ''],
      ],
    ],
    [
      'lone; =x; a=b=c',
      [
        ['', 'lone'],
        ['', 'x'],
        ['a', 'b=c'],
      ],
    ],
    [
      'a=1; a=2; A=3',
      [
        ['a', '1'],
        ['a', '2'],
        ['A', '3'],
      ],
    ],
    [
      'q="x; y"',
      [
        ['q', '"x'],
        ['', 'y"'],
      ],
    ],
    ['e=%3B%20', [['e', '%3B%20']]],
    ['a=1, b=2', [['a', '1, b=2']]],
    ['', []],
  ])('%j', (header, wanted) => {
    expect(parseCookieHeader(header).map((pair) => [pair.name, pair.value])).toEqual(wanted)
  })
})

describe('a Set-Cookie line', () => {
  it('is read and written without losing a byte', () => {
    const attributes = fc.array(fc.record({ name, value: fc.option(value) }), { maxLength: 4 })
    fc.assert(
      fc.property(name, value, attributes, (key, text, list) => {
        const cookie = { name: key, value: text, attributes: list }
        expect(parseSetCookie(setCookieLine(cookie))).toEqual(cookie)
      }),
    )
  })

  it('keeps attributes in order with their own spelling, doubled and unknown ones too', () => {
    expect(parseSetCookie(' sid = a=b ; path = /x;HTTPONLY; Path=/; Max-Age=; Weird; ;')).toEqual({
      name: 'sid',
      value: 'a=b',
      attributes: [
        { name: 'path', value: '/x' },
        { name: 'HTTPONLY', value: null },
        { name: 'Path', value: '/' },
        { name: 'Max-Age', value: '' },
        { name: 'Weird', value: null },
      ],
    })
    expect(parseSetCookie('lone; Secure')).toEqual({
      name: '',
      value: 'lone',
      attributes: [{ name: 'Secure', value: null }],
    })
    expect(parseSetCookie('')).toEqual({ name: '', value: '', attributes: [] })
  })

  it('answers the last attribute of a name', () => {
    const cookie = parseSetCookie('a=1; Path=/a; path=/b; Secure; Domain=')
    expect(attribute(cookie, 'PATH')).toBe('/b')
    expect(attribute(cookie, 'secure')).toBe(null)
    expect(attribute(cookie, 'domain')).toBe('')
    expect(attribute(cookie, 'a')).toBe(undefined)
  })
})
