// Scripts that set cookies: what a page says of them is believed no further than it has to be, and told beside the cookie.
import { expect, test } from 'vitest'
import { scriptCookieIn } from '../../src/browser/script-cookies.ts'
import { createScriptSources } from '../../src/browser/script-sources.ts'
import type { CookieEvent } from '../../src/core/events.ts'

const STACK = `Error
    at said (<anonymous>:7:69)
    at set cookie (<anonymous>:13:9)
    at save (https://shop.example.com/app.js?token=secret:12:5)
    at https://shop.example.com/other.js:1:1`

test('the topmost call in a file, without its query', () => {
  expect(scriptCookieIn(JSON.stringify({ name: 'a', host: 'shop.example.com', stack: STACK }))).toEqual({
    name: 'a',
    host: 'shop.example.com',
    source: 'https://shop.example.com/app.js:12:5',
  })
  expect(scriptCookieIn(JSON.stringify({ name: 'a', host: 'b', stack: 'Error\n at <anonymous>:1:1' }))).toEqual({
    name: 'a',
    host: 'b',
  })
  for (const odd of ['', '1', 'null', '[]', '{"name":1}', '{"name":"","host":"a"}'])
    expect(scriptCookieIn(odd)).toBeUndefined()
})

const LEARNED: CookieEvent = {
  ...{ type: 'cookie', at: 1, exchange: 7, client: 'chrome-1', moment: 'learned' },
  ...{ name: 'a', domain: 'shop.example.com', path: '/', text: 'came without having been set here' },
}

test('told once, whichever is heard of first, for the host whatever its port', () => {
  const told: CookieEvent[] = []
  const sources = createScriptSources((event) => told.push(event))
  sources.set({ name: 'a', host: 'shop.example.com:8443', source: 'https://shop.example.com/app.js:12:5' })
  expect(told).toEqual([])
  sources.learned(LEARNED, 'shop.example.com')
  sources.learned({ ...LEARNED, name: 'b' }, 'shop.example.com')
  sources.set({ name: 'b', host: 'other.example.com' })
  expect(told).toHaveLength(1)
  sources.set({ name: 'b', host: 'shop.example.com' })
  sources.set({ name: 'b', host: 'shop.example.com' })
  expect(told.map(({ moment, name, exchange, actual }) => [moment, name, exchange, actual])).toEqual([
    ['confirmed', 'a', 7, 'set by a script: https://shop.example.com/app.js:12:5'],
    ['confirmed', 'b', 7, 'set by a script: one without a file, such as what is typed into a console'],
  ])
})
