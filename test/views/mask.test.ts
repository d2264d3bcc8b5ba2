import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprint, maskCookieHeader, maskEvent, maskHeader, maskSetCookie, maskUrl } from '../../src/views/mask.ts'
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
