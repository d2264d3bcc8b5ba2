import { expect, test } from 'vitest'
import { ledTo } from '../../src/browser/flags.ts'

const rules = (led: Parameters<typeof ledTo>[0]) =>
  ledTo(led)
    .find((flag) => flag.startsWith('--host-resolver-rules='))!
    .split('=')[1]!
    .split(', ')

test('https and http of the host and of what is under it reach the two listeners', () => {
  expect(rules({ host: 'shop.example.com', port: 8443, httpPort: 8080, pins: [] })).toEqual(
    ['shop.example.com', '*.shop.example.com'].flatMap((name) => [
      `MAP ${name}:443 127.0.0.1:8443`,
      `MAP ${name}:80 127.0.0.1:8080`,
      `MAP ${name}:8443 127.0.0.1:8443`,
    ]),
  )
})

test('siblings come along, and another address is heeded', () => {
  const found = rules({ host: 'shop.example.com', siblings: ['api.example.com'], port: 1, address: '::1', pins: [] })
  expect(found).toContain('MAP api.example.com:443 [::1]:1')
  expect(found).toContain('MAP api.example.com:80 [::1]:1')
  expect(rules({ host: 'a.test', port: 1, address: '0.0.0.0', pins: [] })).toContain('MAP a.test:443 127.0.0.1:1')
})

test('a pin for each CA, and none without', () => {
  const pinned = '--ignore-certificate-errors-spki-list='
  expect(ledTo({ host: 'a.test', port: 1, pins: ['x=', 'y='] })).toContain(`${pinned}x=,y=`)
  expect(ledTo({ host: 'a.test', port: 1, pins: [] }).some((flag) => flag.startsWith(pinned))).toBe(false)
})
