import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprint } from '../../src/views/fingerprint.ts'
import { maskEvent, maskHeader } from '../../src/views/mask.ts'
import { maskCookieHeader, maskSetCookie } from '../../src/views/mask-cookies.ts'
import { maskUrl } from '../../src/views/mask-text.ts'
import { told } from '../session/told.ts'

describe('fingerprints', () => {
  it('are the same for the same value, carry its length, and stay themselves', () => {
    expect(fingerprint('abc')).toBe('~ba7816.3')
    expect(fingerprint(fingerprint('abc'))).toBe('~ba7816.3')
    expect(fingerprint('')).toBe('')
  })

  it('leave names and attributes readable, and no value', () => {
    expect(maskCookieHeader('sid=secret; theme=dark')).toMatch(/^sid=~[0-9a-f]{6}\.6; theme=~[0-9a-f]{6}\.4$/)
    expect(maskSetCookie('sid=secret; Path=/; HttpOnly')).toMatch(/^sid=~[0-9a-f]{6}\.6; Path=\/; HttpOnly$/)
    expect(maskSetCookie('sid=; Path=/; Max-Age=0')).toBe('sid=; Path=/; Max-Age=0')
    expect(maskHeader('Authorization', 'Bearer secret')).toMatch(/^Bearer ~[0-9a-f]{6}\.6$/)
    expect(maskUrl('/callback?code=secret&next=%2Fhome&state=other')).toMatch(
      /^\/callback\?code=~[0-9a-f]{6}\.6&next=%2Fhome&state=~[0-9a-f]{6}\.5$/,
    )
  })
})

describe('what stays as it is written', () => {
  it.each([
    ['a=;b=', maskCookieHeader],
    ['a= ; Path=/; httponly;Max-Age=0;  SameSite = lax', maskSetCookie],
    ['a=; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnlly', maskSetCookie],
    ['/a?b=c&_rsc=1x#top', maskUrl],
    ['https://shop.test:8443/a?page=2', maskUrl],
  ])('%s', (text, mask) => {
    expect(mask(text)).toBe(text)
  })

  it.each([
    ['Next-Action', '7f3a9c0e5b'],
    ['Cache-Control', 'max-age=0, must-revalidate'],
    ['Content-Type', 'multipart/form-data; boundary=abc'],
    ['Forwarded', 'for=10.0.0.1;proto=https'],
    ['Sec-WebSocket-Key', 'x'],
    ['WWW-Authenticate', 'Basic realm="x"'],
  ])('%s', (name, value) => {
    expect(maskHeader(name, value)).toBe(value)
  })
})

const SECRET = 'S3cr3tS3cr3tS3cr3t'
const [login] = told(`
>  POST https://shop.localhost/login?code=${SECRET}
   Cookie: sid=${SECRET}; other=${SECRET}
   Authorization: Bearer ${SECRET}
>> POST /login?code=${SECRET}
   Host: shop.localhost
   Cookie: sid=${SECRET}
<< 303 See Other
   Set-Cookie: sid=${SECRET}; Path=/
   Location: https://idp.example/?state=${SECRET}
<  303 See Other
   Set-Cookie: sid=${SECRET}; Path=/; Secure
   Location: https://idp.example/?state=${SECRET}
`)

describe('a whole event', () => {
  it('holds no secret any more, wherever it stood', () => {
    const masked = maskEvent({ ...login!, client: 'chrome-1', story: [`went to /callback?code=${SECRET}`] })
    expect(JSON.stringify(masked)).not.toContain(SECRET)
    expect(JSON.stringify({ ...login!, client: 'chrome-1' })).toContain(SECRET)
    expect(maskEvent(masked)).toEqual(masked)
  })

  it('keeps a cookie moment and a finding free of values', () => {
    const about = { at: 0, exchange: 1, client: 'chrome-1' }
    const cookie = maskEvent({ ...about, type: 'cookie', moment: 'kept', name: 'sid', value: SECRET, text: 'kept' })
    const finding = maskEvent({
      ...about,
      type: 'finding',
      id: 'x',
      level: 'error',
      title: 't',
      evidence: [`<< Set-Cookie: sid=${SECRET}; Path=/`],
      fix: [],
      count: 1,
    })
    expect(JSON.stringify([cookie, finding])).not.toContain(SECRET)
  })

  it.each([
    ['cookies joined by a front', 'Set-Cookie', `a=1; Path=/, csrf=${SECRET}; HttpOnly, sid=${SECRET}; Path=/`],
    ['a value with a semicolon in it', 'Set-Cookie', `a={"x;${SECRET}-and-so-on"}`],
    ['a second cookie in one line', 'Set-Cookie', `a=1; Path=/; sid=${SECRET}`],
    ['a nameless cookie', 'Cookie', `a=1; ${SECRET}`],
    ["a framework's copy", 'x-middleware-set-cookie', `sid=${SECRET}; Path=/`],
    ['a renamed Cookie header', 'X-Old-Cookie', `sid=${SECRET}`],
    ['a signed assertion', 'CF-Access-Jwt-Assertion', SECRET],
    ['a token by any name', 'X-Forwarded-Access-Token', SECRET],
    ['a JSON web token anywhere', 'X-Any', `eyJhbGciOiJI.eyJzdWIiOiJ.${SECRET}`],
    ['a password in a URL', 'Referer', `https://me:${SECRET}@shop.test/`],
    ['a parameter that ends in token', 'Location', `/a?session_token=${SECRET}#id_token=${SECRET}`],
    ['a URL in a URL', 'Location', `/in?next=https%3A%2F%2Fb%2F%3Fcode%3D${SECRET}%26a%3D1`],
    ['a separator written as a character', 'Location', `/a?code=a%26${SECRET}`],
  ])('hides %s', (_what, name, value) => {
    const masked = maskHeader(name, value)
    expect(masked).not.toContain(SECRET)
    expect(maskHeader(name, masked)).toBe(masked)
  })

  it('hides values in what is said of a cookie, and no attribute', () => {
    const masked = maskEvent({
      type: 'cookie',
      at: 0,
      exchange: 1,
      client: 'chrome-1',
      moment: 'changed',
      name: 'a',
      path: `/, csrf=${SECRET}`,
      text: `front/fold rewrote it: Path=/ -> /, csrf=${SECRET}, SameSite=Lax added`,
    })
    expect(JSON.stringify(masked)).not.toContain(SECRET)
    expect(masked.text).toMatch(/^front\/fold rewrote it: Path=\/ -> \/, csrf=~[0-9a-f]{6}\.18, SameSite=Lax added$/)
  })

  it('hides values in the evidence of a finding, and leaves prose and hidden values alone', () => {
    const evidence = [
      `nginx/strip: Cookie sid=${SECRET} -> (removed)`,
      `nginx/auth: Authorization Basic ${SECRET} -> Bearer ${SECRET}`,
      'the app sent Set-Cookie: sid=\u2026; Path=/; Secure',
      'the browser dropped the cookie: its time was up',
      'nginx/host: Host shop.test -> app:3000',
    ]
    const masked = maskEvent({
      type: 'finding',
      at: 0,
      id: 'x',
      level: 'error',
      title: 't',
      exchange: 1,
      evidence,
      why: `Cookie: sid=${SECRET}`,
      fix: [`see /?token=${SECRET}`],
      count: 1,
    })
    expect(JSON.stringify(masked)).not.toContain(SECRET)
    expect(masked.evidence[0]).toMatch(/^nginx\/strip: Cookie sid=~[0-9a-f]{6}\.18 -> \(removed\)$/)
    expect(masked.evidence.slice(2)).toEqual(evidence.slice(2))
    expect(maskEvent(masked)).toEqual(masked)
  })

  it('is masked once and for all, whatever stands in it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            'a',
            '=',
            ';',
            ',',
            ' ',
            '&',
            '?',
            '%26',
            '%3D',
            'code',
            'sid',
            'Path',
            '://',
            ':',
            '@',
            '~',
            'eyJ',
            '.',
          ),
        )
        .map((parts) => parts.join('')),
    )
    const names = fc.constantFrom('Cookie', 'Set-Cookie', 'Authorization', 'Referer', 'X-Token')
    fc.assert(
      fc.property(names, text, (name, value) => {
        const once = maskHeader(name, value)
        expect(maskHeader(name, once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  it('never fails, whatever a header says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('Cookie', 'Set-Cookie', 'Authorization', 'Referer'),
        (value, name) => {
          expect(typeof maskHeader(name, value)).toBe('string')
        },
      ),
    )
  })
})
