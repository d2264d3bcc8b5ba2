import { describe, expect, it } from 'vitest'
import { hostOf, isLocalhost, placeOf } from '../../src/session/place.ts'
import { browse, HOME, verdict } from './browse.ts'

function domainOf(line: string, url: string) {
  const [told] = browse().get(url, [line])
  return told!.kept ? `${told!.cookie!.hostOnly ? '' : '.'}${told!.cookie!.domain}` : told!.codes.join()
}

describe('Domain', () => {
  it('may name the host or a parent up to the registrable domain', () => {
    expect(domainOf('a=1', HOME)).toBe('app.example.test')
    expect(domainOf('a=1; Domain=.Example.TEST', HOME)).toBe('.example.test')
    for (const domain of [
      'test',
      'api.example.test',
      'x.app.example.test',
      'ample.test',
      '.',
      '..example.test',
      'example.test.',
    ]) {
      expect(domainOf(`a=1; Domain=${domain}`, HOME)).toBe('InvalidDomain')
    }
  })
  it('may not name a public suffix, unless that is the host, and then for itself only', () => {
    expect(domainOf('a=1; Domain=vercel.app', 'https://my.vercel.app/')).toBe('InvalidDomain')
    expect(domainOf('a=1; Domain=github.io', 'https://github.io/')).toBe('github.io')
  })
  it('is host-only for localhost, single labels and IPs', () => {
    expect(domainOf('a=1; Domain=localhost', 'http://localhost:3000/')).toBe('localhost')
    expect(domainOf('a=1; Domain=localhost', 'http://app.localhost/')).toBe('InvalidDomain')
    expect(domainOf('a=1; Domain=.web', 'http://web/')).toBe('web')
    expect(domainOf('a=1; Domain=127.0.0.1', 'http://127.0.0.1/')).toBe('127.0.0.1')
    expect(domainOf('a=1; Domain=0.0.1', 'http://127.0.0.1/')).toBe('InvalidDomain')
    expect(domainOf('a=1; Domain=::1', 'http://[::1]/')).toBe('InvalidDomain')
    expect(domainOf('a=1; Domain=[::1]', 'http://[::1]/')).toBe('[::1]')
  })
  it('is another host with a final dot', () => {
    expect(domainOf('a=1; Domain=example.test.', 'https://app.example.test./')).toBe('.example.test.')
    expect(domainOf('a=1; Domain=example.test', 'https://app.example.test./')).toBe('InvalidDomain')
  })
  it('turns UTF-8 into punycode in Chromium', () => {
    const line = `a=1; Domain=${Buffer.from('bücher.test').toString('latin1')}`
    expect(domainOf(line, 'https://app.xn--bcher-kva.test/')).toBe('.xn--bcher-kva.test')
    expect(verdict(line, 'https://app.xn--bcher-kva.test/', 'firefox')).toBe('InvalidDomain')
  })
})

describe('Path', () => {
  it('is the folder of the request when it is missing or does not start with a slash', () => {
    for (const path of ['', '; Path', '; Path=x', '; Path="/"']) {
      expect(browse().get(`${HOME}api/auth/login?a=/b`, [`a=1${path}`])[0]!.cookie!.path).toBe('/api/auth')
    }
  })
  it('ends at a slash, and is compared as it is written', () => {
    const one = browse()
    one.told(HOME, ['a=1; Path=/foo'])
    expect(['foo', 'foo/', 'foo/b', 'foobar', 'Foo', 'f%6Fo', ''].map((path) => one.header(HOME + path))).toEqual([
      ...['a=1', 'a=1', 'a=1'],
      ...[null, null, null, null],
    ])
  })
})

describe('Secure', () => {
  it('needs https, or localhost', () => {
    expect(verdict('a=1; Secure', 'http://app.example.test/')).toBe('SecureOnly')
    for (const host of ['localhost:3000', 'app.localhost', '127.0.0.2', '[::1]:3000']) {
      const [told] = browse().get(`http://${host}/`, ['a=1; Secure'])
      expect(told).toMatchObject({ kept: true, localhostOnly: true })
    }
    expect(browse().get('https://localhost/', ['a=1; Secure'])[0]).toMatchObject({ kept: true, localhostOnly: false })
    expect(verdict('a=1; Secure', 'http://0.0.0.0/')).toBe('SecureOnly')
    expect(verdict('a=1; Secure', 'http://localhost/', 'safari')).toBe('SecureOnly')
  })
  it('goes over plain http to localhost and nowhere else', () => {
    const one = browse()
    one.told(HOME, ['a=1; Secure'])
    const { sent, withheld } = one.send('http://app.example.test/')
    expect(sent).toEqual([])
    expect(withheld.map(({ reasons }) => reasons)).toEqual([['SecureOnly']])
    one.told('https://localhost/', ['b=1; Secure'])
    expect(one.send('http://localhost/')).toMatchObject({ header: 'b=1', localhostOnly: [{ name: 'b' }] })
  })
  it('is left alone by plain http: no shadow, no deletion, neither below nor beside', () => {
    const one = browse()
    one.told(HOME, ['sid=1; Secure; Path=/app; Domain=example.test'])
    const plain = 'http://www.example.test/app/x'
    expect(one.told(plain, ['sid=2; Path=/app', 'sid=; Max-Age=0; Path=/app/x', 'sid=2; Path=/', 'other=2'])).toEqual([
      ...['OverwriteSecure', 'OverwriteSecure'],
      ...['kept', 'kept'],
    ])
  })
})

describe('places', () => {
  it('know their registrable domain, private suffixes and ports apart', () => {
    expect(hostOf('https://a.b.example.co.uk:8443')).toMatchObject({
      group: 'example.co.uk',
      site: 'https://example.co.uk',
    })
    expect(hostOf('wss://x.github.io')).toMatchObject({ group: 'x.github.io', scheme: 'https' })
    expect(hostOf('http://192.168.1.20')).toMatchObject({ registrable: '', group: '192.168.1.20', trustworthy: false })
    expect(hostOf('data:')).toBeNull()
  })
  it('keep the path as it was asked for', () => {
    expect(placeOf('https://h.test/a%2Fb;c/d?e=/f#g')?.path).toBe('/a%2Fb;c/d')
    expect(placeOf('https://h.test?x')?.path).toBe('/')
    expect(placeOf('https://h.test/a/../b')?.path).toBe('/b')
  })
  it('take no lookalike for localhost', () => {
    expect(['localhost', 'a.localhost.', '127.9.9.9', '[::1]'].every(isLocalhost)).toBe(true)
    expect(['localhost.test', 'xlocalhost', '128.0.0.1', '127.evil.test'].some(isLocalhost)).toBe(false)
  })
})
