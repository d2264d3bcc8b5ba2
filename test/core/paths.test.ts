import { expect, test } from 'vitest'
import { normalise, withoutDots } from '../../src/core/paths.ts'

const nginx = { slashes: true, dots: true, percent: 'decode', escaping: 'minimal' } as const
const apache = { ...nginx, escaping: 'strict' } as const
const caddy = { slashes: false, dots: false, percent: 'keep', escaping: 'strict' } as const

// Every row was measured on nginx 1.22 (proxy_pass with a path), Apache 2.4 (without nocanon) and Caddy 2.6.
test.each([
  ['/a%2Fb', '/a/b', '/a/b', '/a%2Fb'],
  ['//a///b', '/a/b', '/a/b', '//a///b'],
  ['/x/../y', '/y', '/y', '/x/../y'],
  ['/x/%2e%2e/y', '/y', '/y', '/x/%2e%2e/y'],
  ['/./a/.', '/a/', '/a/', '/./a/.'],
  ['/page;v=1', '/page;v=1', '/page;v=1', '/page;v=1'],
  ['/caf\u00c3\u00a9', '/caf\u00c3\u00a9', '/caf%C3%A9', '/caf%C3%A9'],
  ['/"a"<b>', '/"a"<b>', '/%22a%22%3Cb%3E', '/%22a%22%3Cb%3E'],
  ['/a\\b', '/a\\b', '/a%5Cb', '/a%5Cb'],
  ['/%61%7Eb%2D', '/a~b-', '/a~b-', '/%61%7Eb%2D'],
])('%s', (path, asNginx, asApache, asCaddy) => {
  expect([normalise(path, nginx), normalise(path, apache), normalise(path, caddy)]).toEqual([
    asNginx,
    asApache,
    asCaddy,
  ])
})

test('what was decoded is escaped again where it must be', () => {
  expect(normalise('/a%20b%3Fc%23d%25', nginx)).toBe('/a%20b%3Fc%23d%25')
  expect(normalise('/caf%C3%A9', nginx)).toBe('/caf%C3%A9')
})

test('dot segments never lead above the root', () => {
  expect(withoutDots('/a/../../b/..')).toBe('/')
  expect(withoutDots('/..')).toBe('/')
  expect(withoutDots('/a/b/../c/')).toBe('/a/c/')
})
