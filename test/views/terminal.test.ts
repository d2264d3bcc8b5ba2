import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { createSession } from '../../src/session/session.ts'
import { inert, shortened, wrapped } from '../../src/views/inert.ts'
import { COLOURED, PLAIN } from '../../src/views/style.ts'
import { createTerminalView } from '../../src/views/terminal.ts'
import { told } from '../session/told.ts'

function screen(wire: string, options: { width?: number; style?: typeof PLAIN; plumbing?: number[] } = {}): string {
  const view = createTerminalView({ style: options.style ?? PLAIN, width: options.width ?? 110, showValues: false })
  const session = createSession()
  const events = told(wire).flatMap((seen): TimelineEvent[] => {
    const { exchange, moments } = session.observe({ ...seen, plumbing: options.plumbing?.includes(seen.id) ?? false })
    return [exchange, ...moments]
  })
  const text = events.map((event) => view.show(event)).join('') + view.end()
  return text.replaceAll(/^\d\d:\d\d:\d\d/gm, 'hh:mm:ss')
}

const STORY = `
>  POST https://shop.localhost/login
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Sec-Fetch-Site: same-origin
>> POST /login
   Host: 127.0.0.1:3000
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Sec-Fetch-Site: same-origin
<< 303 See Other
   Set-Cookie: sid=abc; Domain=127.0.0.1; Path=/
   Set-Cookie: theme=dark; Path=/; Secure
<  303 See Other
   Set-Cookie: sid=abc; Domain=127.0.0.1; Path=/
   Set-Cookie: theme=dark; Path=/
>  GET https://shop.localhost/
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Sec-Fetch-Site: same-origin
   Cookie: theme=dark
>> GET /
   Host: 127.0.0.1:3000
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Sec-Fetch-Site: same-origin
   Cookie: theme=dark
<< 500 Internal Server Error
<  502 Bad Gateway
`

describe('the terminal', () => {
  it('tells a login that breaks, line by line', () => {
    expect(screen(STORY)).toBe(`hh:mm:ss POST /login  303  12 ms  [no cookies]
        -> front/step  Host: shop.localhost -> 127.0.0.1:3000
        <- front/step  Set-Cookie theme: - Secure
           ~ changed   theme
                       front/step rewrote it: Secure taken away
           x refused   sid ~ba7816.3 .127.0.0.1/
                       InvalidDomain: Domain does not cover the host the browser asked, or it is a public
                       suffix, another IP or malformed. The line says Domain=127.0.0.1; Path=/.
                       Fix: Leave Domain out, or name the public host or its registrable domain; a front can
                       rewrite it.
           + kept      theme ~e6bb56.4 shop.localhost/
                       the browser keeps it (no SameSite (Lax by default), until the browser closes)
hh:mm:ss GET /  502  12 ms  (app said 500, request changed as before)  [cookies: theme]
           > sent      theme shop.localhost/
`)
  })

  it('tells a change once, and counts it until it is another one', () => {
    const visit = (path: string, via: string) => `>  GET https://shop.localhost${path}
   X-Drop: 1
>> GET ${path}
   Host: app
   Via: ${via}
<< 200
<  200
   Server: front
`
    const text = screen(visit('/a', 'one') + visit('/b', 'one') + visit('/c', 'two') + visit('/d', 'two'))
    expect(text).toBe(`hh:mm:ss GET /a  200  12 ms  [no cookies]
        -> front/step  Host: shop.localhost -> app
        -> front/step  - X-Drop: 1
        -> front/step  + Via: one
hh:mm:ss GET /b  200  12 ms  (request changed as before)  [no cookies]
hh:mm:ss GET /c  200  12 ms  (2 more request changes as before)  [no cookies]
        -> front/step  + Via: two
hh:mm:ss GET /d  200  12 ms  (request changed as before)  [no cookies]
`)
  })

  it('says behind the status what is out of the ordinary', () => {
    const view = createTerminalView({ style: PLAIN, width: 140, showValues: false })
    const [seen] = told('> POST http://shop.localhost/a\n   Next-Action: x\n<< 500\n< 200\n')
    const { app, ...alone } = seen!
    const show = (event: object) =>
      view
        .show({ ...seen!, client: 'chrome-1', ...event })
        .trim()
        .slice(9)
    expect(show({})).toBe('POST /a  200  12 ms  (app said 500, action, plain http)  [no cookies]')
    expect(show({ client: 'firefox-1', attempts: 2, servedFrom: 3, end: 'aborted-by-browser' })).toBe(
      'POST /a  200  12 ms  (app said 500, from the cache, made by exchange 3, 2 tries, action, plain http, aborted by browser, firefox-1)  [no cookies]',
    )
    const answered = { ...alone, client: 'chrome-1', answeredBy: { hop: 'nginx', step: 'redirect' } }
    expect(view.show(answered).trim().slice(9)).toBe(
      'POST /a  200  12 ms  (answered by nginx/redirect, action, plain http, chrome-1)  [no cookies]',
    )
    expect(app).toBeDefined()
  })

  it('heeds the width that the window has now', () => {
    const options = { style: PLAIN, width: 200, showValues: false }
    const view = createTerminalView(options)
    const [seen] = told(`>  GET https://shop.localhost/${'long'.repeat(60)}\n<< 200\n`)
    const event = { ...seen!, client: 'chrome-1' }
    const wide = view.show(event)
    options.width = 80
    expect(view.show(event).length).toBeLessThan(wide.length)
    options.width = 0
    expect(view.show(event)).toMatch(/GET \/long.*\.\.\..*long {2}200/)
  })

  it('folds static files and dev-server traffic into a count', () => {
    const file = '>  GET https://shop.localhost/app.js\n   Sec-Fetch-Dest: script\n<< 200\n'
    const text = screen(`${file}${file}${file}>  GET https://shop.localhost/api\n<< 200\n${file}`)
    expect(text.split('\n').map((line) => line.trim())).toEqual([
      '3 more requests for static files and dev-server traffic',
      'hh:mm:ss GET /api  200  12 ms  [no cookies]',
      '1 more request for static files and dev-server traffic',
      '',
    ])
  })

  it('says the same with and without colour', () => {
    const coloured = screen(STORY, { style: COLOURED })
    expect(coloured).toContain('\u001b[')
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/^\d\d:\d\d:\d\d/gm, 'hh:mm:ss')).toBe(screen(STORY))
  })

  it('keeps to its width, save for single long words', () => {
    for (const line of screen(STORY, { width: 80 }).split('\n')) expect(line.length).toBeLessThanOrEqual(90)
  })

  it('shows hostile bytes inert', () => {
    const text = screen(
      '>  GET https://shop.localhost/%1b[31mred\u001b[31m\u202e\n   Cookie: \u001b[2J=1\n<< 200\n   Set-Cookie: a\u0007b=1; Domain=\u001b]0;owned\u0007\n',
    )
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(text).toContain('\\x1b[31m\\u202e')
  })

  it('shows hostile events of a recording inert, wherever the text stands', () => {
    const evil = '\u001b[2J\u061c\u0085\u{e0041}\r\nforged line'
    const about = { at: 0, exchange: 1, client: evil }
    const events: TimelineEvent[] = [
      { ...told('> GET /\n<< 200')[0]!, client: evil, story: [evil], answeredBy: { hop: evil, step: evil } },
      {
        ...told('> GET /\n<< 200')[0]!,
        client: 'other',
        changes: [{ hop: evil, step: evil, side: 'request', differences: [{ what: evil, from: evil, to: evil }] }],
      },
      {
        ...about,
        type: 'cookie',
        moment: 'refused',
        name: evil,
        domain: evil,
        path: evil,
        reasons: [evil],
        text: evil,
      },
      { ...about, type: 'cookie', moment: 'kept', name: 'a', value: evil, text: evil, fix: evil },
      {
        ...about,
        type: 'finding',
        id: evil,
        level: 'error',
        title: evil,
        evidence: [evil],
        why: evil,
        fix: [evil],
        count: 1,
      },
      { at: 0, type: 'app', state: 'output', text: evil.replace('\n', '') },
    ]
    for (const showValues of [true, false]) {
      const view = createTerminalView({ style: PLAIN, width: 100, showValues })
      const text = events.map((event) => view.show(event)).join('')
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u{e0041}]/u)
      expect(text).not.toMatch(/^forged/m)
    }
  })

  it('makes any text harmless and keeps harmless text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(inert(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/)
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/), (text) => {
        expect(inert(text)).toBe(text)
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/), fc.integer({ min: 10, max: 60 }), (text, width) => {
        expect(shortened(text, width).length).toBeLessThanOrEqual(Math.max(width, 0))
        expect(wrapped(text, width, '').replaceAll('\n', ' ')).toBe(text)
      }),
    )
  })
})
