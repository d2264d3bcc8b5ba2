import { expect, test } from 'vitest'
import { parseUpstream, parseUpstreams, urlOf } from '../../src/app/upstream.ts'
import { UserError } from '../../src/core/user-error.ts'

test.each([
  ['3000', 'http', 'localhost', 3000, 'localhost:3000'],
  [':4000', 'http', 'localhost', 4000, 'localhost:4000'],
  [' 3000 ', 'http', 'localhost', 3000, 'localhost:3000'],
  ['localhost:3000', 'http', 'localhost', 3000, 'localhost:3000'],
  ['http://localhost:3000', 'http', 'localhost', 3000, 'localhost:3000'],
  ['http://localhost:3000/', 'http', 'localhost', 3000, 'localhost:3000'],
  ['http://127.0.0.1:3000', 'http', '127.0.0.1', 3000, '127.0.0.1:3000'],
  ['http://localhost', 'http', 'localhost', 80, 'localhost'],
  ['http://localhost:80', 'http', 'localhost', 80, 'localhost'],
  ['https://localhost', 'https', 'localhost', 443, 'localhost'],
  ['https://localhost:3000', 'https', 'localhost', 3000, 'localhost:3000'],
  ['https://localhost:80', 'https', 'localhost', 80, 'localhost:80'],
  ['HTTP://LocalHost:3000', 'http', 'localhost', 3000, 'LocalHost:3000'],
  ['[::1]:3000', 'http', '::1', 3000, '[::1]:3000'],
  ['http://[::1]', 'http', '::1', 80, '[::1]'],
  ['0.0.0.0:3000', 'http', '127.0.0.1', 3000, '0.0.0.0:3000'],
  ['http://[::]:3000', 'http', '::1', 3000, '[::]:3000'],
  ['my_app-1.internal:8080', 'http', 'my_app-1.internal', 8080, 'my_app-1.internal:8080'],
])('%s', (text, scheme, host, port, authority) => {
  expect(parseUpstream(text)).toEqual({ name: 'a', scheme, host, port, authority })
})

test.each([
  ['', 'it is empty'],
  ['localhost', 'it names no port'],
  ['0', '"0" is not a port'],
  ['65536', '"65536" is not a port'],
  ['localhost:', '"" is not a port'],
  ['localhost:99999', '"99999" is not a port'],
  ['localhost:abc', '"abc" is not a port'],
  ['localhost:3e3', '"3e3" is not a port'],
  ['ftp://localhost:21', 'ftp://'],
  ['http://localhost:3000/app', '/app is a path'],
  ['http://localhost:3000?x', '?x is a path'],
  ['http//localhost:3000', 'is a path'],
  ['http://user:pw@localhost:3000', 'user name or password'],
  ['http://', 'it names no host'],
  ['::1', 'it names no host'],
  ['[localhost]:3000', '"[localhost]" is not a host name'],
  ['300.1.1.1:3000', '"300.1.1.1" is not a host name'],
  ['local host:3000', '"local host" is not a host name'],
  ['a..b:3000', '"a..b" is not a host name'],
  ['-x:3000', '"-x" is not a host name'],
])('refused: "%s"', (text, why) => {
  const act = () => parseUpstream(text)
  expect(act).toThrow(UserError)
  expect(act).toThrow(why)
  try {
    act()
  } catch (error) {
    expect((error as UserError).exitCode).toBe(2)
    expect((error as UserError).hint).toContain('http://127.0.0.1:3000')
  }
})

test('instances are a, b, c, as scenarios know them', () => {
  const many = parseUpstreams(['3000', '127.0.0.1:3001', 'https://[::1]:3002'])
  expect(many.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  expect(many.map(urlOf)).toEqual(['http://localhost:3000', 'http://127.0.0.1:3001', 'https://[::1]:3002'])
})
