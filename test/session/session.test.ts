import { describe, expect, it } from 'vitest'
import type { CookieEvent } from '../../src/core/events.ts'
import { createLedger } from '../../src/session/ledger.ts'
import { createSession } from '../../src/session/session.ts'
import { told } from './told.ts'

const NAVIGATE = `   Sec-Fetch-Site: none
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document`

function play(wire: string) {
  const session = createSession()
  const ledger = createLedger()
  const exchanges = told(wire).map((seen) => session.observe(seen))
  for (const { exchange, moments } of exchanges) for (const event of [exchange, ...moments]) ledger.add(event)
  const short = ({ exchange, moment, name, reasons }: CookieEvent) =>
    [exchange, moment, name, ...(reasons ?? [])].join(' ')
  return {
    session,
    ledger,
    clients: exchanges.map(({ exchange }) => exchange.client),
    moments: exchanges.flatMap(({ moments }) => moments.map(short)),
  }
}

const LOGIN = `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
`

describe('the life of a session cookie', () => {
  it('is kept, sent (told once), and deleted', () => {
    const { moments, session, ledger } = play(`${LOGIN}
>  GET https://shop.localhost/
${NAVIGATE}
   Cookie: sid=abc
<< 200
>  GET https://shop.localhost/api/me
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
   Cookie: sid=abc
<< 200
>  POST https://shop.localhost/logout
${NAVIGATE}
   Cookie: sid=abc
<< 303
   Set-Cookie: sid=; Path=/; Max-Age=0
>  GET https://shop.localhost/
${NAVIGATE}
<< 200
`)
    expect(moments).toEqual(['1 kept sid', '2 sent sid', '4 deleted sid'])
    expect(session.agreement()).toMatchObject({ compared: 3, agreed: 3 })
    expect(ledger.lives()).toMatchObject([
      { name: 'sid', domain: 'shop.localhost', path: '/', state: 'deleted', sent: 3 },
    ])
  })

  it("is refused with the browser's own term, and nothing is expected of it", () => {
    const { moments, session } = play(`
>  POST https://shop.localhost/login
${NAVIGATE}
<< 303
   Set-Cookie: sid=abc; Domain=127.0.0.1; Path=/
   Set-Cookie: __Host-csrf=x; Path=/app; Secure
   Set-Cookie: big=${'x'.repeat(4100)}
   Set-Cookie: third=1; SameSite=None
>  GET https://shop.localhost/
${NAVIGATE}
<< 200
`)
    expect(moments).toEqual([
      '1 refused sid InvalidDomain',
      '1 refused __Host-csrf InvalidPrefix',
      '1 refused big NameValuePairExceedsMaxSize',
      '1 refused third SameSiteNoneInsecure',
    ])
    expect(session.agreement()).toMatchObject({ compared: 0, agreed: 0 })
  })

  it('stays away over http with its reason, told once per place', () => {
    const away = `>  GET http://shop.example.test/\n   Upgrade-Insecure-Requests: 1\n<< 200\n`
    const { moments } = play(`${LOGIN.replaceAll('shop.localhost', 'shop.example.test')}${away}${away}`)
    expect(moments).toEqual(['1 kept sid', '2 withheld sid SecureOnly'])
  })

  it('is told apart from a deletion that matches nothing', () => {
    const { moments } = play(`${LOGIN.replace('Path=/;', 'Path=/; Domain=shop.localhost;')}
>  POST https://shop.localhost/logout
${NAVIGATE}
   Cookie: sid=abc
<< 303
   Set-Cookie: sid=; Path=/; Max-Age=0
   Set-Cookie: never-there=; Path=/; Max-Age=0
`)
    expect(moments).toEqual(['1 kept sid', '2 sent sid', '2 refused sid DeletionMatchesNothing'])
  })
})

describe('what hops do', () => {
  it('tells which cookies were taken out of a request, and which lines were rewritten or taken out of an answer', () => {
    const { moments } = play(`
>  GET https://shop.localhost/
${NAVIGATE}
   Cookie: sid=abc; theme=dark
>> GET /
   Host: shop.localhost
   Sec-Fetch-Site: none
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: theme=dark
<< 200
   Set-Cookie: a=1; Secure; Path=/
   Set-Cookie: b=2
<  200
   Set-Cookie: a=1; Path=/app
`)
    expect(moments).toEqual([
      '1 learned sid',
      '1 learned theme',
      '1 stripped sid',
      '1 changed a',
      '1 stripped b',
      '1 kept a',
    ])
  })
})

describe('what the proxy did not see', () => {
  it('learns cookies that a script set, and says when one was cleared', () => {
    const { moments, session } = play(`${LOGIN}
>  GET https://shop.localhost/
${NAVIGATE}
   Cookie: sid=abc; theme=dark
<< 200
>  GET https://shop.localhost/
${NAVIGATE}
   Cookie: theme=light
<< 200
`)
    expect(moments).toEqual(['1 kept sid', '2 learned theme', '2 sent sid', '3 learned theme', '3 missing sid'])
    expect(session.agreement().compared).toBe(2)
  })

  it('a cookie that was said to be refused and comes all the same is held against the rules', () => {
    const visits = (as: string) => `
>  GET https://shop.localhost/login
${NAVIGATE}${as}
<< 200
   Set-Cookie: sid=0123456789abcdef; Domain=elsewhere.test
   Set-Cookie: theme=dark; Domain=elsewhere.test
>  GET https://shop.localhost/
${NAVIGATE}${as}
   Cookie: sid=0123456789abcdef; theme=dark
<< 200
>  GET https://shop.localhost/
${NAVIGATE}${as}
   Cookie: sid=0123456789abcdef; theme=dark
<< 200
`
    const browser = play(visits(''))
    // A word as short as "dark" may come from a script as well.
    expect(browser.moments.filter((text) => !text.startsWith('1 '))).toEqual([
      '2 learned theme',
      '2 unexpected sid InvalidDomain',
      '3 sent sid',
      '3 sent theme',
    ])
    expect(browser.session.agreement()).toEqual({ compared: 2, agreed: 1, missing: 0, unexpected: 1 })
    const script = play(visits('\n   User-Agent: curl/8.5.0'))
    expect(script.moments.filter((text) => text.startsWith('2 '))).toEqual(['2 learned sid', '2 learned theme'])
  })

  it('expects nothing of a client that keeps no cookies', () => {
    const { moments } = play(`
>  POST https://shop.localhost/login
   User-Agent: curl/8.5.0
<< 303
   Set-Cookie: sid=abc
>  GET https://shop.localhost/
   User-Agent: curl/8.5.0
<< 200
`)
    expect(moments).toEqual(['1 kept sid'])
  })
})

describe('clients', () => {
  const page = (as: string, cookie: string) =>
    `>  GET https://shop.localhost/${as === '' ? '' : ` as=${as}`}\n${NAVIGATE}\n${cookie === '' ? '' : `   Cookie: ${cookie}\n`}<< 200\n`

  it('tells a second profile of the same browser by the cookies that it does not send', () => {
    const { clients, moments } = play(
      `${LOGIN}${page('', 'sid=abc')}${page('private', '')}${page('private', '')}${page('', 'sid=abc')}`,
    )
    expect(clients).toEqual(['chrome-1', 'chrome-1', 'chrome-2', 'chrome-2', 'chrome-1'])
    expect(moments).toEqual(['1 kept sid', '2 sent sid'])
  })

  it('joins connections of one profile by the cookies that they share', () => {
    const { clients } = play(`${LOGIN}${page('private', '')}${page('another', 'sid=abc')}`)
    expect(clients).toEqual(['chrome-1', 'chrome-2', 'chrome-1'])
  })

  it('tells browsers from scripts by their own words', () => {
    const { clients } = play(
      `>  GET https://shop.localhost/ as=a\n   User-Agent: curl/8\n<< 200\n${page('b', '')}>  GET https://shop.localhost/ as=c\n   User-Agent: curl/8\n<< 200\n`,
    )
    expect(clients).toEqual(['curl-1', 'chrome-1', 'curl-1'])
  })

  it('bounds clients, cookies and memory', () => {
    const session = createSession({ maxClients: 50 })
    for (let i = 0; i < 500; i++) {
      const [seen] = told(
        `>  GET https://shop.localhost/ as=x\n   User-Agent: agent-${i}\n<< 200\n   Set-Cookie: c${i}=1\n`,
      )
      session.observe({ ...seen!, at: seen!.at + i, connection: i })
    }
    expect(session.clients().length).toBe(50)
  })
})
