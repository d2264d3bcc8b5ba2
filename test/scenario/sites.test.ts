import { expect, test } from 'vitest'
import { siteUrl } from '../../src/core/sites.ts'
import { showScenario } from '../../src/scenario/show.ts'
import { mistakeIn, play, workshop } from './workshop.ts'

const SITES = `
front:
  - cdn:
      - request-headers: { set: { X-Cdn: "1" } }
  - nginx:
      - host: preserve
sites:
  idp:
    host: idp.localhost
    steps:
      - answer: { status: 204 }
  api:
    host: api.*
    about: the same app
    through-front: true
    steps:
      - request-headers: { set: { X-Api: "1" } }
  apart:
    host: apart.*
    steps:
      - request-headers: { set: { X-Apart: "1" } }
`

const asked = (host: string) => `>  GET https://${host}/x\n   Host: ${host}\n<< 200\n`
const named = (headers: readonly string[]) =>
  headers.filter((_, i) => i % 2 === 0).filter((name) => name.startsWith('X-'))

test('a request takes the hops of its host and no others', async () => {
  const scenario = await workshop({ 'mine.yaml': SITES }).load('mine.yaml')
  const seen = async (host: string) => {
    const [one] = await play(scenario, asked(host))
    return one!.toApp ? named(one!.toApp.headers) : 'nothing'
  }
  expect(await seen('shop.localhost')).toEqual(['X-Cdn'])
  expect(await seen('elsewhere.localhost')).toEqual(['X-Cdn'])
  expect(await seen('idp.localhost')).toBe('nothing')
  expect(await seen('IDP.localhost.')).toBe('nothing')
  expect(await seen('api.shop.localhost')).toEqual(['X-Cdn', 'X-Api'])
  expect(await seen('apart.shop.localhost')).toEqual(['X-Apart'])
  expect(await seen('api.elsewhere.localhost')).toEqual(['X-Cdn'])
})

test('their URLs have the port of the public one', async () => {
  const { sites } = await workshop({ 'mine.yaml': SITES }).load('mine.yaml')
  const urls = (port: number) => sites.map((site) => siteUrl(site, { scheme: 'https', host: 'shop.test', port }))
  expect(urls(8443)).toEqual([
    'https://idp.localhost:8443',
    'https://api.shop.test:8443',
    'https://apart.shop.test:8443',
  ])
  expect(urls(443)).toEqual(['https://idp.localhost', 'https://api.shop.test', 'https://apart.shop.test'])
  expect(sites.map(({ name, behaviours }) => [name, ...behaviours])).toEqual([
    ['idp', 'answer', 'connection'],
    ['api', 'request-headers'],
    ['apart', 'request-headers', 'connection'],
  ])
})

test('written down, they load again as they were', async () => {
  const shop = workshop({ 'mine.yaml': SITES })
  const first = await shop.load('mine.yaml')
  shop.file('again.yaml', showScenario(first))
  const again = await shop.load('again.yaml')
  expect(again.sites).toEqual(first.sites)
  expect(again.resolved).toEqual(first.resolved)
})

test('a scenario that extends another has its sites, unless it says its own', async () => {
  const shop = workshop({
    'base.yaml': SITES,
    'same.yaml': 'extends: ./base.yaml\n',
    'own.yaml': 'extends: ./base.yaml\nsites:\n  partner: { host: partner.test, steps: [partner-page] }\n',
  })
  expect((await shop.load('same.yaml')).sites.map(({ name }) => name)).toEqual(['idp', 'api', 'apart'])
  expect((await shop.load('own.yaml')).sites.map(({ name }) => name)).toEqual(['partner'])
})

test.each([
  [
    'a host of somebody else',
    'idp: { host: idp.example.com }',
    /^mine\.yaml:3:16: host is a name under localhost or test/,
  ],
  ['no host', 'idp: { steps: [] }', /^mine\.yaml:3:3: .*"?host"?.*missing/],
  [
    'an unknown key',
    'idp: { host: idp.test, hosts: x }',
    /^mine\.yaml:3:26: .*"hosts" is not known here; did you mean "host"\?/,
  ],
  ['an unknown step', 'idp: { host: idp.test, steps: [idendity-provider] }', /did you mean "identity-provider"\?/],
  ['a hop of that name', 'nginx: { host: idp.test }', /two hops are called "nginx"/],
])('%s is told with its place', async (_, line, message) => {
  expect(await mistakeIn(`front: [{ nginx: [] }]\nsites:\n  ${line}\n`)).toMatch(message)
})
