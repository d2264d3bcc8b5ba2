import { describe, expect, it } from 'vitest'
import { browse, HOME, verdict } from './browse.ts'

function kept(line: string, url = HOME, profile: 'chromium' | 'firefox' = 'chromium') {
  return browse(profile).get(url, [line])[0]!.cookie!
}

describe('reading a line', () => {
  it('cuts spaces and TABs around a pair, and nothing else', () => {
    expect(kept('\t a =\t b \t; Path=/')).toMatchObject({ name: 'a', value: 'b' })
    expect(kept('a=\xa0b\xa0').value).toBe('\xa0b\xa0')
  })
  it('keeps quotes, equals signs and commas of a value', () => {
    expect(kept('a="b=c,d"').value).toBe('"b=c,d"')
  })
  it('takes the last attribute of a name, empty or not', () => {
    expect(kept('a=1; Path=/x; Path=/y').path).toBe('/y')
    expect(kept('a=1; Domain=example.test; Domain=').hostOnly).toBe(true)
    expect(kept('a=1; SameSite=Lax; SameSite=what').sameSite).toBeNull()
  })
  it('turns Secure and HttpOnly on whatever their value says', () => {
    expect(kept('a=1; Secure=false; HTTPONLY=0')).toMatchObject({ secure: true, httpOnly: true })
  })
  it('ignores an attribute over 1024 bytes, and only that one', () => {
    const path = `/${'p'.repeat(1024)}`
    const [told] = browse().get(`${HOME}x/y`, [`a=1; Path=${path}; Secure`])
    expect(told).toMatchObject({ kept: true, tooLong: ['path'], cookie: { path: '/x', secure: true } })
    expect(kept(`a=1; Path=${path.slice(0, 1024)}`).path).toHaveLength(1024)
  })
  it('lets name and value be 4096 bytes together', () => {
    expect(verdict(`a=${'x'.repeat(4095)}`)).toBe('kept')
    expect(verdict(`a=${'x'.repeat(4096)}; Path=/`)).toBe('NameValuePairExceedsMaxSize')
  })
})

describe('names and values that are not there', () => {
  it('has no cookie in an empty line', () => {
    for (const line of ['', '   ', '=', '; Path=/', ';;']) expect(verdict(line)).toBe('NoCookieContent')
  })
  it('reads a word without "=" as a value in Chromium, as a name in Firefox', () => {
    const [chromium, firefox] = [browse(), browse('firefox')]
    for (const one of [chromium, firefox]) one.told(HOME, ['one', 'two'])
    expect(chromium.holds()).toEqual(['two'])
    expect(firefox.holds()).toEqual(['one=', 'two='])
  })
  it('drops a nameless cookie with "=" in its value, and Firefox any that starts with "="', () => {
    expect(verdict('==a=b')).toBe('NamelessWithEquals')
    expect(verdict('=ab')).toBe('kept')
    expect(verdict('=ab', HOME, 'firefox')).toBe('NamelessRefused')
  })
})

describe('characters', () => {
  it('refuses control characters in name, value and attribute values', () => {
    for (const line of ['a\x01b=c', 'a=b\x7fc', 'a=b; Path=/\x1f', 'a=b; x=\x0b1']) {
      expect(verdict(line)).toBe('DisallowedCharacter')
      expect(verdict(line, HOME, 'firefox')).toBe('DisallowedCharacter')
    }
  })
  it('refuses a TAB inside in Chromium, takes it in Firefox', () => {
    expect(verdict('a=b\tc')).toBe('DisallowedCharacter')
    expect(verdict('a=b\tc', HOME, 'firefox')).toBe('kept')
  })
  it('ends the line at a bare CR in Chromium, refuses it in Firefox', () => {
    expect(kept('a=b\rc; Path=/x')).toMatchObject({ value: 'b', path: '/' })
    expect(verdict('a=b\rc', HOME, 'firefox')).toBe('DisallowedCharacter')
  })
  it('gives up the whole response for a NUL', () => {
    expect(browse().told(HOME, ['ok=1', 'a=\0'])).toEqual(['ResponseRefused', 'ResponseRefused'])
  })
  it('keeps bytes in Chromium; Firefox replaces what is no UTF-8', () => {
    expect(kept('a=caf\xe9').value).toBe('caf\xe9')
    expect(kept('a=caf\xe9', HOME, 'firefox').value).toBe('caf\xef\xbf\xbd')
    expect(kept('a=caf\xc3\xa9', HOME, 'firefox').value).toBe('caf\xc3\xa9')
  })
})

describe('prefixes', () => {
  it('holds __Host- to Secure, Path=/ and no Domain, without regard to case', () => {
    expect(verdict('__host-a=1; Secure; Path=/')).toBe('kept')
    for (const rest of ['Path=/', 'Secure', 'Secure; Path=/; Domain=example.test', 'Secure; Path=/x']) {
      expect(verdict(`__HOST-a=1; ${rest}`)).toBe('InvalidPrefix')
    }
  })
  it('is content with the default path in Firefox', () => {
    expect(verdict('__Host-a=1; Secure', HOME, 'firefox')).toBe('kept')
    expect(verdict('__Host-a=1; Secure', `${HOME}x/y`, 'firefox')).toBe('InvalidPrefix')
  })
  it('holds the Http prefixes to HttpOnly', () => {
    expect(verdict('__Http-a=1; Secure; HttpOnly; Path=/x')).toBe('kept')
    expect(verdict('__Http-a=1; Secure')).toBe('InvalidPrefix')
    expect(verdict('__Host-Http-a=1; Secure; Path=/')).toBe('InvalidPrefix')
  })
  it('sees through a nameless cookie', () => {
    expect(verdict('=__Secure-a; Secure')).toBe('InvalidPrefix')
    expect(verdict('__Host-a; Secure; Path=/')).toBe('InvalidPrefix')
  })
  it('names the prefix and not Secure over plain http', () => {
    expect(verdict('__Secure-a=1; Secure', 'http://app.example.test/')).toBe('InvalidPrefix')
  })
})
