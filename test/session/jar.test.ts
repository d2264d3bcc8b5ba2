import { describe, expect, it } from 'vitest'
import { contextFromBrowser } from '../../src/session/context.ts'
import { createBrowserJar } from '../../src/session/jar.ts'
import { lenientDate } from '../../src/session/lenient-date.ts'
import { browse, fetchOn, HOME, OTHER, request } from './browse.ts'

const DAY = 86_400

/** Seconds that a cookie of this line has left; null: until the browser closes. */
function life(line: string, dateHeader?: string, profile: 'chromium' | 'firefox' = 'chromium'): number | null | 'gone' {
  const one = browse(profile)
  const [told] = one.get(HOME, [line], {}, dateHeader)
  if (told!.effect === 'nothing-deleted') return 'gone'
  const end = told!.cookie!.expires
  return end === null ? null : (end - one.now()) / 1000
}

describe('how long', () => {
  it('Max-Age counts before Expires, and the last of each', () => {
    expect(life('a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT')).toBe(60)
    expect(life('a=1; Max-Age=x; Expires=Mon, 23 Nov 2026 11:00:00 GMT')).toBe(3600)
    expect(life('a=1; Max-Age=60; Max-Age=0')).toBe('gone')
    expect(life('a=1; Expires=Mon, 23 Nov 2026 11:00:00 GMT; Expires=never')).toBeNull()
  })
  it('at most 400 days', () => {
    expect(life('a=1; Max-Age=99999999999999999999')).toBe(400 * DAY)
    expect(life('a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT')).toBe(400 * DAY)
    expect(life('a=1; Expires=Fri, 31 Dec 12345 23:59:59 GMT')).toBe(400 * DAY)
    expect(browse().get(HOME, ['a=1; Max-Age=34560001'])[0]!.capped).toBe(true)
  })
  it('a year before 1601 is past, and no error', () => {
    expect(life('a=1; Expires=Sat, 01 Jan 1600 00:00:00 GMT')).toBe('gone')
  })
  it('Max-Age may have a plus in Chromium; a lone minus deletes in Firefox', () => {
    expect(life('a=1; Max-Age=+60')).toBe(60)
    expect(life('a=1; Max-Age=+60', undefined, 'firefox')).toBeNull()
    expect(life('a=1; Max-Age=-')).toBeNull()
    expect(life('a=1; Max-Age=-', undefined, 'firefox')).toBe('gone')
  })
  it('Expires is read by the clock of the Date header, Max-Age is not', () => {
    const cached = 'Sun, 22 Nov 2026 10:00:00 GMT'
    expect(life('a=1; Expires=Mon, 23 Nov 2026 11:00:00 GMT', cached)).toBe(25 * 3600)
    expect(life('a=1; Expires=Mon, 23 Nov 2026 11:00:00 GMT', 'Tue, 24 Nov 2026 10:00:00 GMT')).toBe('gone')
    expect(life('a=1; Max-Age=60', cached)).toBe(60)
    expect(browse().get(HOME, ['a=1; Expires=Mon, 23 Nov 2026 11:00:00 GMT'], {}, cached)[0]!.dateShift).toBe(
      DAY * 1000,
    )
  })
  it('is told once it is over', () => {
    const one = browse()
    one.told(HOME, ['a=1; Max-Age=10', 'b=1'])
    one.wait(10)
    expect(one.send(HOME)).toMatchObject({ header: 'b=1', expired: [{ name: 'a' }] })
    expect(one.send(HOME).expired).toEqual([])
  })
})

describe('lenient dates (Firefox)', () => {
  it.each([
    ['Fri, 01 Jan 2027 12:30 GMT', '2027-01-01T12:29:44.000Z'],
    ['Fri, 01 Jan 2027 12:30', '2027-01-01T12:29:12.000Z'],
    ['Fri, 01 Jan 30828 12:30:00 GMT', '+030828-01-01T12:30:00.000Z'],
    ['Fri, 01 Jan 2027 24:00:00 GMT', '2027-01-02T00:00:00.000Z'],
    ['Wed, 31 Feb 2027 00:00:00 GMT', '2027-03-03T00:00:00.000Z'],
    ['Fri, 01 Jan 2027 10:00:00 PM GMT', '2027-01-01T22:00:00.000Z'],
    ['Fri Jan 01 2027 00:00:00 GMT+0100 (CET)', '2026-12-31T23:00:00.000Z'],
    ['Fri, 01-Jan-27 00:00:00 PST', '2027-01-01T08:00:00.000Z'],
    ['10:00:00 01-Jan-2027', '2027-01-01T10:00:00.000Z'],
  ])('%s', (text, iso) => expect(new Date(lenientDate(text)!).toISOString()).toBe(iso))
  it.each([
    'never',
    'Fri, 01 Jan 32768 12:30:00 GMT',
    '-1',
    '1798761600',
    '2027-01-01T00:00:00Z',
    'Fri, 32 Jan 2027 00:00:00 GMT',
    '',
  ])('%j is none', (text) => expect(lenientDate(text)).toBeNull())
})

describe('one cookie after the other', () => {
  it('says what a line did', () => {
    const one = browse()
    const lines = ['a=1', 'a=1', 'a=2', 'a=2; Path=/x; Max-Age=0', 'a=; Max-Age=0', 'a=3']
    expect(one.get(HOME, lines).map(({ effect }) => effect)).toEqual([
      ...['created', 'unchanged', 'replaced', 'nothing-deleted'],
      ...['deleted', 'created'],
    ])
  })
  it('sends longer paths first, then older cookies; a new value is a new cookie in Chromium, not in Firefox', () => {
    for (const [profile, header] of [
      ['chromium', 'deep=1; b=1; a=2'],
      ['firefox', 'deep=1; a=2; b=1'],
    ] as const) {
      const one = browse(profile)
      one.told(HOME, ['a=1', 'b=1', 'deep=1; Path=/x'])
      one.told(HOME, ['b=1', 'a=2'])
      expect(one.header(`${HOME}x`)).toBe(header)
    }
  })
  it('keeps host-only and domain cookies apart', () => {
    const one = browse()
    one.told(HOME, ['a=domain; Domain=app.example.test', 'a=host'])
    expect(one.header(HOME)).toBe('a=domain; a=host')
  })
})

describe('room', () => {
  const many = (from: number, to: number, rest = '') =>
    Array.from({ length: to - from }, (_, at) => `c${from + at}=1${rest}`)
  it('is cut to 150 at the 181st cookie of a site, oldest plain ones first', () => {
    const one = browse()
    one.told(HOME, [...many(0, 20, '; Secure'), ...many(20, 180)])
    expect(one.holds()).toHaveLength(180)
    const [told] = one.get('https://www.example.test/', ['last=1'])
    expect(told!.evicted.map(({ name }) => name)).toEqual(many(20, 51).map((line) => line.split('=')[0]))
    expect(one.holds()).toHaveLength(150)
  })
  const secure = (from: number, to: number) => many(from, to, '; Secure')
  it.each([
    ['plain ones only, while there is one', [...secure(0, 160), ...many(160, 180)], 'new=1', 161],
    ['plain ones only, for a Secure one as well', [...secure(0, 178), ...many(178, 180)], 'new=1; Secure', 179],
    ['Secure ones for a Secure one', secure(0, 180), 'new=1; Secure', 150],
    ['a plain newcomer, where all are Secure', secure(0, 180), 'new=1', 180],
  ])('Firefox drops %s', (_, first, line, left) => {
    const one = browse('firefox')
    one.told(HOME, first)
    one.get(HOME, [line])
    expect(one.holds()).toHaveLength(left)
    expect(one.holds().includes('new=1')).toBe(left !== 180)
  })

  it('spares Priority=High in Chromium', () => {
    const one = browse()
    one.told(HOME, [...many(0, 10, '; Priority=High'), ...many(10, 181)])
    expect(one.holds()).toContain('c0=1')
    expect(one.holds()).not.toContain('c10=1')
  })
  it('is 10 KiB for a partition', () => {
    const one = browse()
    const big = (name: string) => `${name}=${'x'.repeat(3000)}; Secure; SameSite=None; Partitioned`
    one.told(HOME, ['a', 'b', 'c', 'd'].map(big), fetchOn(OTHER))
    expect(one.holds().map((cookie) => cookie[0])).toEqual(['b', 'c', 'd'])
  })
  it('is bounded over all sites, the least recently used one going first', () => {
    const jar = createBrowserJar({ profile: 'chromium', maxCookies: 3, now: () => 0 })
    for (const site of ['a', 'b', 'c', 'd']) {
      const context = typed(`https://${site}.test/`)
      jar.receive([`${site}=1`], context)
      jar.learn({ name: 'learned', value: '1' }, context)
    }
    expect(jar.stored()).toHaveLength(3)
  })
})

describe('cookies nobody was seen setting', () => {
  it('are learned, marked so, and can be forgotten', () => {
    const one = browse()
    const learned = one.jar.learn({ name: 'theme', value: 'dark' }, typed(HOME))
    expect(learned).toMatchObject({ learned: true, path: '/', hostOnly: true })
    expect(one.header(HOME)).toBe('theme=dark')
    one.jar.forget(learned)
    expect(one.header(HOME)).toBeNull()
  })
})

function typed(url: string) {
  return contextFromBrowser(request(url), 'chromium')
}
