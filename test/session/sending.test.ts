import { describe, expect, it } from 'vitest'
import { CODES, OWN_CODES, wordsFor } from '../../src/session/reasons.ts'
import { browse, fetchOn, from, HOME, OTHER } from './browse.ts'

const ALL = ['st=1; SameSite=Strict', 'lx=1; SameSite=Lax', 'un=1', 'no=1; SameSite=None; Secure']

function withAll(profile: 'chromium' | 'firefox' = 'chromium', policy?: 'allowed' | 'blocked' | 'partitioned') {
  const one = browse(profile, policy)
  one.told(HOME, ALL)
  return one
}

describe('SameSite', () => {
  it('lets everything go with requests of the own site', () => {
    const one = withAll()
    for (const more of [
      {},
      from('https://www.example.test/'),
      from(HOME, 'POST'),
      fetchOn('https://www.example.test/'),
    ]) {
      expect(one.header(HOME, more)).toBe('st=1; lx=1; un=1; no=1')
    }
  })
  it('keeps Strict from links, Lax from POST, both from fetch, when another site asks', () => {
    const one = withAll()
    expect(one.header(HOME, from(OTHER))).toBe('lx=1; un=1; no=1')
    expect(one.header(HOME, from(OTHER, 'POST'))).toBe('un=1; no=1')
    expect(one.header(HOME, fetchOn(OTHER))).toBe('no=1')
    expect(one.header(HOME, fetchOn(HOME, OTHER))).toBe('no=1')
    expect(one.send(HOME, fetchOn(OTHER)).withheld.map(({ reasons }) => reasons.join())).toEqual([
      'SchemefulSameSiteStrict',
      'SchemefulSameSiteLax',
      'SchemefulSameSiteUnspecifiedTreatedAsLax',
    ])
  })
  it('lets an unset cookie go with POST for two minutes, counted from its value', () => {
    const one = withAll()
    one.wait(100)
    one.told(HOME, ['un=1', 'other=1'])
    one.wait(30)
    expect(one.header(HOME, from(OTHER, 'POST'))).toBe('no=1; other=1')
    one.told(HOME, ['un=2'])
    expect(one.header(HOME, from(OTHER, 'POST'))).toBe('no=1; other=1; un=2')
  })
  it('counts http and https as two sites in Chromium, as one in Firefox', () => {
    expect(withAll().header(HOME, from('http://app.example.test/'))).toBe('lx=1; un=1; no=1')
    expect(withAll('firefox').header(HOME, from('http://app.example.test/'))).toBe('st=1; lx=1; un=1; no=1')
  })
  it('counts who started a redirect chain in Chromium, and every hop in Firefox', () => {
    const bounce = { redirectChain: [HOME, OTHER] }
    expect(withAll().header(HOME, bounce)).toBe('st=1; lx=1; un=1; no=1')
    expect(withAll('firefox').header(HOME, bounce)).toBe('lx=1; un=1; no=1')
  })
  it('refuses to be set across sites, except None, and needs Secure for that', () => {
    const one = browse()
    expect(one.told(HOME, [...ALL, 'x=1; SameSite=None'], fetchOn(OTHER))).toEqual([
      ...['SchemefulSameSiteStrict', 'SchemefulSameSiteLax', 'SchemefulSameSiteUnspecifiedTreatedAsLax'],
      ...['kept', 'SameSiteNoneInsecure'],
    ])
    expect(browse().told(HOME, ALL, from(OTHER, 'POST'))).toEqual(['kept', 'kept', 'kept', 'kept'])
  })
})

describe('third parties', () => {
  it('are kept out both ways when the user says so, partitions excepted', () => {
    const one = withAll('chromium', 'blocked')
    const embedded = fetchOn(OTHER)
    expect(one.told(HOME, ['z=1; SameSite=None; Secure', 'p=1; Secure; SameSite=None; Partitioned'], embedded)).toEqual(
      ['UserPreferences', 'kept'],
    )
    expect(one.header(HOME, embedded)).toBe('p=1')
    expect(one.send(HOME, embedded).withheld.at(-1)?.reasons).toEqual(['UserPreferences'])
    expect(one.header(HOME, from(OTHER))).toBe('lx=1; un=1; no=1')
  })
  it('have a jar for each embedding site in Firefox', () => {
    const one = withAll('firefox')
    one.told(HOME, ['z=1; SameSite=None; Secure', 'u=1'], fetchOn(OTHER))
    expect(one.header(HOME, fetchOn(OTHER))).toBe('z=1; u=1')
    expect(one.header(HOME, fetchOn('https://third.test/'))).toBeNull()
    expect(one.header(HOME)).toBe('st=1; lx=1; un=1; no=1')
  })
})

describe('partitions', () => {
  const LINE = 'p=1; Secure; SameSite=None; Partitioned'
  it('need Secure, and drop the line silently otherwise', () => {
    expect(browse().told(HOME, ['p=1; Partitioned'])).toEqual(['PartitionedWithoutSecure'])
    expect(browse().told('http://app.example.test/', [LINE])).toEqual(['PartitionedWithoutSecure'])
  })
  it('belong to the top-level page; a plain cookie of the name lives beside', () => {
    const one = browse()
    one.told(HOME, [LINE], fetchOn(OTHER))
    expect(one.header(HOME)).toBeNull()
    one.told(HOME, ['p=plain; Secure; SameSite=None'], fetchOn(OTHER))
    expect(one.header(HOME, fetchOn(OTHER))).toBe('p=1; p=plain')
    one.told(HOME, ['p=; Max-Age=0; Secure; SameSite=None'], fetchOn(OTHER))
    expect(one.header(HOME, fetchOn(OTHER))).toBe('p=1')
  })
})

describe('credentials', () => {
  it('left out: nothing is sent and nothing is kept', () => {
    const one = withAll()
    const omit = { ...fetchOn(HOME), credentials: 'omit' } as const
    expect(one.send(HOME, omit)).toMatchObject({
      header: null,
      withheld: [{}, {}, {}, { reasons: ['CredentialsOmitted'] }],
    })
    expect(one.told(HOME, ['z=1'], omit)).toEqual(['CredentialsOmitted'])
  })
  it('of the same origin end at the port', () => {
    const one = withAll()
    const own = (page: string) => ({ ...fetchOn(page), credentials: 'same-origin' }) as const
    expect(one.header(HOME, own(HOME))).not.toBeNull()
    expect(one.header(HOME, own('https://app.example.test:8443/'))).toBeNull()
  })
})

describe('reasons', () => {
  it('come all together', () => {
    const one = browse()
    one.told(HOME, ['a=1; Path=/x; Secure; SameSite=Strict'])
    expect(one.send('http://www.example.test/', from(OTHER)).withheld[0]?.reasons).toEqual([
      'SecureOnly',
      'DomainMismatch',
      'NotOnPath',
      'SchemefulSameSiteStrict',
    ])
  })
  it('have plain words and a remedy, each', () => {
    for (const code of [...CODES, 'SchemefulSameSiteLax']) {
      for (const when of ['setting', 'sending'] as const) expect(wordsFor(code, when).text).toMatch(/^[A-Z].*\.$/)
      expect(wordsFor(code, 'setting').fix).toMatch(/\.$/)
    }
    expect([...OWN_CODES].every((code) => CODES.includes(code))).toBe(true)
    expect(wordsFor('SomethingNew', 'setting')).toEqual({ text: 'The browser refused it (SomethingNew).' })
  })
})
