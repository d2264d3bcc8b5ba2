import { describe, expect, test } from 'vitest'
import { canonicalName, certifiableName, constraintsFor, EVERYDAY, permits } from '../../src/tls/constraints.ts'
import { readNameConstraints } from '../../src/tls/name-constraints.ts'
import { newAuthority } from '../../src/tls/new-authority.ts'

test.each([
  ['Shop.LOCALHOST.', 'shop.localhost'],
  ['my_app.localhost', 'my_app.localhost'],
  ['[::1]', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['127.0.0.1', '127.0.0.1'],
  ['', undefined],
  ['.', undefined],
  ['a..b', undefined],
  ['-a.localhost', undefined],
  ['a,O=b', undefined],
  ['../../etc', undefined],
  ['fe80::1%eth0', undefined],
  [`${'a'.repeat(64)}.localhost`, undefined],
  ['ü.localhost', undefined],
])('the canonical form of %j is %j', (text, name) => {
  expect(canonicalName(text)).toBe(name)
})

describe('what the everyday CA may sign for', () => {
  const yes = ['localhost', 'shop.localhost', 'a.b.localhost', 'test', 'shop.test', '127.0.0.1', '127.9.9.9', '::1']
  const no = ['example.com', 'notlocalhost', 'localhost.example.com', 'latest', '128.0.0.1', '10.0.0.1', '::2']
  test.each([...yes.map((name) => [name, true] as const), ...no.map((name) => [name, false] as const)])(
    '%s: %s',
    (name, allowed) => {
      expect(permits(EVERYDAY, name)).toBe(allowed)
    },
  )
})

test('a host of its own is allowed besides, and nothing next to it', () => {
  const named = constraintsFor('shop.example.com')
  const asked = ['shop.example.com', 'a.shop.example.com', 'example.com', 'other.example.com', 'localhost']
  expect(asked.filter((name) => permits(named, name))).toEqual(['shop.example.com', 'a.shop.example.com', 'localhost'])
  const addressed = constraintsFor('192.168.1.20')
  expect(['192.168.1.20', '192.168.1.21', '127.0.0.1'].filter((name) => permits(addressed, name))).toEqual([
    '192.168.1.20',
    '127.0.0.1',
  ])
})

test('a name that would cover a whole top-level domain, or is none, is refused with a way out', () => {
  expect(certifiableName('Shop.Example.com.')).toBe('shop.example.com')
  expect(certifiableName('localhost')).toBe('localhost')
  expect(() => certifiableName('com')).toThrow(
    expect.objectContaining({ name: 'UserError', hint: 'Use com.localhost or com.test instead.' }),
  )
  expect(() => certifiableName('a b')).toThrow(expect.objectContaining({ name: 'UserError', exitCode: 2 }))
})

test('a certificate says the constraints that it was made with', async () => {
  const wanted = {
    names: ['localhost', 'shop.example.com'],
    addresses: ['127.0.0.0/8', '10.32.0.0/11', '192.168.1.20/32', '::1/128', 'fd00:12::/33', '1:2:3:4:5:6:7:8/128'],
  }
  const { certificate } = await newAuthority(wanted, new Date())
  expect(readNameConstraints(certificate)).toEqual(wanted)
})
