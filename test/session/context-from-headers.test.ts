import { describe, expect, it } from 'vitest'
import { contextFromHeaders } from '../../src/session/context-from-headers.ts'
import { withCookieHeader } from '../../src/session/credentials-told.ts'
import { createBrowserJar } from '../../src/session/jar.ts'
import { createSeenBefore } from '../../src/session/seen-before.ts'
import { HOME, OTHER } from './browse.ts'

/** `cross-site cors empty` stands for the three Sec-Fetch headers. */
function look(
  fetchHeaders: string,
  more: Record<string, string> = {},
  method = 'GET',
  profile: 'chromium' | 'firefox' = 'chromium',
) {
  const [site, mode, dest] = fetchHeaders.split(' ')
  const told = site ? { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode!, 'Sec-Fetch-Dest': dest! } : {}
  return contextFromHeaders({ method, url: HOME, headers: Object.entries({ ...told, ...more }).flat() }, profile)
}

const DOCUMENT = 'navigate document'

describe('navigations', () => {
  it('are near when typed or started by the own site', () => {
    for (const site of ['none', 'same-origin', 'same-site']) {
      expect(look(`${site} ${DOCUMENT}`)).toMatchObject({ kind: 'top-level-navigation', atLeast: 3, atMost: 3 })
    }
  })
  it('from another site carry Lax with GET and less with POST', () => {
    expect(look(`cross-site ${DOCUMENT}`, { Referer: OTHER })).toMatchObject({
      atLeast: 2,
      atMost: 2,
      setsSameSite: true,
    })
    expect(look(`cross-site ${DOCUMENT}`, { Origin: 'https://other.test' }, 'POST')).toMatchObject({
      atLeast: 1,
      atMost: 1,
    })
  })
  it('that bounced through another site are near in Chromium: the Referer is still ours', () => {
    expect(look(`cross-site ${DOCUMENT}`, { Referer: HOME })).toMatchObject({ atLeast: 3 })
    expect(look(`cross-site ${DOCUMENT}`, { Referer: HOME }, 'GET', 'firefox')).toMatchObject({ atMost: 2 })
  })
  it('across sites without Referer stay open between Lax and Strict', () => {
    expect(look(`cross-site ${DOCUMENT}`)).toMatchObject({ atLeast: 2, atMost: 3, likely: 2 })
    const context = look(`cross-site ${DOCUMENT}`)
    const jar = createBrowserJar({ profile: 'chromium' })
    jar.receive(['st=1; SameSite=Strict', 'lx=1; SameSite=Lax'], look(`none ${DOCUMENT}`))
    expect(jar.cookiesFor(context)).toMatchObject({ header: 'lx=1', unknown: [{ name: 'st' }] })
  })
  it('over plain http are told by Referer', () => {
    const plain = (headers: string[]) =>
      contextFromHeaders({ method: 'GET', url: 'http://app.example.test/', headers }, 'chromium')
    expect(plain(['Upgrade-Insecure-Requests', '1'])).toMatchObject({ atLeast: 2, atMost: 3, likely: 3 })
    expect(plain(['Upgrade-Insecure-Requests', '1', 'Referer', 'http://x.example.test/'])).toMatchObject({ atLeast: 3 })
    expect(plain(['Upgrade-Insecure-Requests', '1', 'Referer', 'http://other.test/'])).toMatchObject({ atMost: 2 })
  })
})

describe('everything else', () => {
  it('is a third party where Sec-Fetch-Storage-Access says so, even for the own origin', () => {
    const told = look('same-origin cors empty', { 'Sec-Fetch-Storage-Access': 'active', Referer: HOME })
    expect(told).toMatchObject({ thirdParty: true, atMost: 0, policy: 'allowed', partition: { topLevelSite: null } })
    expect(look('cross-site no-cors image', { 'Sec-Fetch-Storage-Access': 'none', Referer: OTHER })).toMatchObject({
      ...{ policy: 'blocked', partition: { topLevelSite: 'https://other.test', hasCrossSiteAncestor: true } },
    })
  })
  it('had no credentials when it is cross-site and says nothing of storage access', () => {
    expect(look('cross-site cors empty', { Origin: 'https://other.test' }).credentials).toBe(false)
  })
  it('leaves open whether fetch() to a sibling host had credentials, until its Cookie header is seen', () => {
    const context = look('same-site cors empty', { Origin: 'https://www.example.test' })
    expect(context).toMatchObject({ credentials: 'unknown', atLeast: 3 })
    expect(look('same-site no-cors image').credentials).toBe(true)
    const jar = createBrowserJar({ profile: 'chromium' })
    jar.receive(['a=1'], look(`none ${DOCUMENT}`))
    const sending = jar.cookiesFor(context)
    expect(withCookieHeader(context, sending, 'a=1').credentials).toBe(true)
    expect(withCookieHeader(context, sending, undefined).credentials).toBe(false)
    const own = look('same-origin cors empty')
    expect(withCookieHeader(own, jar.cookiesFor(own), undefined).credentials).toBe('unknown')
  })
})

describe('what was seen before', () => {
  it('tells a bounce from a visit, for a short while', () => {
    let now = 0
    const seen = createSeenBefore(() => now)
    const typed = look(`none ${DOCUMENT}`)
    seen.noteAnswer(typed, 302, 'https://other.test/authorize')
    const back = { method: 'GET', url: HOME, headers: ['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate'] }
    expect(contextFromHeaders(back, 'firefox', seen).atMost).toBe(2)
    expect(contextFromHeaders(back, 'chromium', seen).atMost).toBe(3)
    now = 60_000
    expect(contextFromHeaders(back, 'firefox', seen).atMost).toBe(3)
  })
  it('remembers whose page embeds a frame of ours', () => {
    const seen = createSeenBefore(() => 0)
    const storage = { 'Sec-Fetch-Storage-Access': 'active' }
    seen.noteAnswer(look('cross-site navigate iframe', { ...storage, Referer: OTHER }), 200, undefined)
    const headers = [
      'Sec-Fetch-Site',
      'same-origin',
      'Sec-Fetch-Mode',
      'cors',
      'Sec-Fetch-Storage-Access',
      'active',
      'Referer',
      HOME,
    ]
    const inside = contextFromHeaders({ method: 'GET', url: HOME, headers }, 'chromium', seen)
    expect(inside.partition.topLevelSite).toBe('https://other.test')
  })
})
