import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/core/user-error.ts'
import { parseWire } from '../../src/core/wire.ts'
import { explainScenario } from '../../src/scenario/explain.ts'
import { listScenarios } from '../../src/scenario/find.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { workshop } from './workshop.ts'

const MINE = `about: two things
front:
  - edge:
      - redirect: { https: 301 }
      - response-cookies: { remove-attributes: [Secure] }
  - nginx:
      - host: upstream
`

test('what each side sees, and between the lines who changed what', async () => {
  const scenario = await workshop({ 'mine.yaml': MINE }).load('mine.yaml')
  const wire = `
>  GET https://shop.localhost/a
   Keep-Alive: 5
<< 200 OK
   Set-Cookie: sid=1; Path=/; Secure
>  GET http://shop.localhost/b
>  GET https://shop.localhost/c
`
  expect(await explainScenario(scenario, { wire })).toBe(`# mine: two things
# browser -> edge -> nginx -> app

>  GET /a
   Host: shop.localhost
   Keep-Alive: 5
#    edge/connection: - Keep-Alive: 5
#    nginx/host: Host: shop.localhost -> 127.0.0.1:3000
>> GET /a
   Host: 127.0.0.1:3000
<< 200 OK
   Set-Cookie: sid=1; Path=/; Secure
#    edge/response-cookies: Set-Cookie sid: - Secure
<  200 OK
   Set-Cookie: sid=1; Path=/

>  GET /b http
   Host: shop.localhost
# the front answers by itself; the app sees nothing of it
<  301 Moved Permanently
   Location: https://shop.localhost/b

>  GET /c
   Host: shop.localhost
#    nginx/host: Host: shop.localhost -> 127.0.0.1:3000
>> GET /c
   Host: 127.0.0.1:3000
# no answer of the app was given; this one is assumed
<< 200 OK
<  200 OK
`)
})

describe('with traffic of its own', async () => {
  test.each(await listScenarios())('$name: a login and a visit, readable as wire notation', async ({ name }) => {
    const scenario = await loadScenario(name)
    const text = await explainScenario(scenario)
    expect(parseWire(text).map(({ browser }) => `${browser.method} ${browser.target}`)).toEqual([
      'POST /login',
      'GET /account',
    ])
    expect(text).toContain('sid=abc123')
    scenario.close()
  })
})

test.each([
  ['>  GET\n', 'my.wire:1:1: expected a method and a target'],
  [
    '>  GET /\n<< 200\nx\n',
    'my.wire:3:1: expected an indented "Name: value" line, found "x"\n  2 | << 200\n> 3 | x\n    | ^',
  ],
  ['# nothing\n', 'my.wire: there is no exchange in it'],
])('wire notation that cannot be read: %j', async (wire, message) => {
  const scenario = await workshop({ 'mine.yaml': MINE }).load('mine.yaml')
  const error = await explainScenario(scenario, { wire, wireName: 'my.wire' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UserError)
  expect((error as UserError).message).toContain(message)
})
