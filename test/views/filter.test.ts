import { describe, expect, it } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { UserError } from '../../src/core/user-error.ts'
import { parseWire } from '../../src/core/wire.ts'
import { seenOf } from '../../src/findings/from-wire.ts'
import { createSession } from '../../src/session/session.ts'
import { parseFilter } from '../../src/views/filter.ts'
import { filtering } from '../../src/views/filtering.ts'

const WIRE = `
>  POST https://shop.localhost/login
   Accept: text/html
>> POST /login
   Host: app:3000
<< 303
   Location: /
   Set-Cookie: sid=1; Path=/; HttpOnly
   Set-Cookie: bad=1; Domain=other.test
<  303
   Location: /
   Set-Cookie: sid=1; Path=/; HttpOnly
   Set-Cookie: bad=1; Domain=other.test
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=1
>> GET /
   Host: app:3000
   Cookie: sid=1
<< 200
<  200
>  GET https://shop.localhost/logo.png
<  404
>  GET https://api.shop.localhost/api/me
<  401
`
const events = ((): TimelineEvent[] => {
  const session = createSession()
  return seenOf(parseWire(WIRE).map((exchange) => ({ exchange }))).flatMap((seen): TimelineEvent[] => {
    const { exchange, moments } = session.observe(seen)
    return [exchange, ...moments]
  })
})()
const notice: TimelineEvent = { type: 'front', at: 0, state: 'notice', text: 'up' }

function passed(text: string, afterEach: 'flush' | 'nothing' = 'nothing'): string[] {
  const out: string[] = []
  const only = filtering(parseFilter(text), (event) => {
    out.push(
      event.type === 'exchange'
        ? String(event.id)
        : event.type === 'cookie'
          ? `${event.exchange}.${event.moment}`
          : event.type,
    )
  })
  for (const event of [notice, ...events]) {
    only.read(event)
    if (afterEach === 'flush') only.flush()
  }
  only.flush()
  return out
}
const exchanges = (text: string) =>
  passed(text)
    .filter((one) => /^\d+$/.test(one))
    .join(' ')

describe('the filter language', () => {
  it.each([
    ['', '1 2 3 4'],
    ['cookie:sid', '1 2 4'] /* withheld from the sibling host */,
    ['cookie:s*', '1 2 4'],
    ['cookie:bad,other', '1'],
    ['verdict:refused', '1'],
    ['verdict:sent', '2'],
    ['reason:InvalidDomain', '1'],
    ['reason:secureonly', ''],
    ['status:303', '1'],
    ['status:4xx', '3 4'],
    ['status:200-399', '1 2'],
    ['kind:static', '3'],
    ['-kind:static', '1 2 4'],
    ['method:post', '1'],
    ['path:/api/*', '4'],
    ['host:api.*', '4'],
    ['/login', '1'],
    ['-/login -status:4xx', '2'],
    ['client:chrome-1', '1 2 3 4'],
    ['client:1 status:401', '4'],
    ['client:2', ''],
    ['instance:a', '1 2'],
    ['hop:front', '1 2'],
  ])('%s', (text, expected) => {
    expect(exchanges(text)).toBe(expected)
  })

  it('lets an exchange through with all that was told of it, and what is about none always', () => {
    expect(passed('verdict:refused')).toEqual(['front', '1', '1.kept', '1.refused'])
    expect(passed('client:none')).toEqual(['front'])
  })

  it('loses nothing when the events come in pieces', () => {
    for (const text of ['', 'verdict:refused', 'cookie:sid', 'kind:static'])
      expect(passed(text, 'flush')).toEqual(passed(text))
  })

  it.each([
    ['cokie:a', 'Did you mean cookie: ?'],
    ['status:9', 'status:302'],
    ['kind:documnt', 'Did you mean document?'],
    ['verdict:lost', 'One of kept'],
    ['cookie:', 'For example'],
    ['toString:1', 'The words are cookie'],
  ])('refuses %s and says what to write', (text, hint) => {
    let error: unknown
    try {
      parseFilter(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).hint).toContain(hint)
  })
})
