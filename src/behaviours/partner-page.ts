import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Exchange } from '../core/exchange.ts'
import { pathOf } from '../core/kind.ts'
import { siteUrl } from '../core/sites.ts'
import { escaped } from '../identity/pages.ts'

const path = z.string().regex(/^\/(?!\/)/, 'a path of the app, such as /account')

export default behaviour({
  name: 'partner-page',
  about:
    'a page of somebody else (see `sites`) that leads to the app: by a link, in a frame, by a form, by a script with credentials',
  options: z.strictObject({
    link: path.default('/').describe('where its link leads'),
    frame: path.optional().describe('what it shows of the app in a frame'),
    post: path.optional().describe('where its form is posted to'),
    fetch: path.optional().describe('what its script asks for, with credentials; the answer is shown'),
    'referrer-policy': z
      .enum(['no-referrer', 'origin', 'strict-origin-when-cross-origin', 'unsafe-url'])
      .optional()
      .describe('its Referrer-Policy; browsers take strict-origin-when-cross-origin by themselves'),
  }),
  setup({ link, frame, post, fetch, 'referrer-policy': policy }) {
    const html = (origin: Exchange['origin']) => {
      const app = siteUrl(origin, origin)
      const to = (target: string) => escaped(app + target)
      return [
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A partner</title>',
        '<meta name="viewport" content="width=device-width"><style>body{font:1rem/1.5 system-ui;margin:2rem}iframe{width:100%;height:24rem}</style>',
        `<h1>A site of somebody else</h1><p><a id="link" href="${to(link)}">${to(link)}</a></p>`,
        post === undefined
          ? ''
          : `<form id="form" method="post" action="${to(post)}"><button>Post to ${to(post)}</button></form>`,
        frame === undefined ? '' : `<iframe id="frame" title="The app" src="${to(frame)}"></iframe>`,
        fetch === undefined
          ? ''
          : `<pre id="fetched"></pre><script>fetch(${JSON.stringify(app + fetch).replaceAll('<', '\\u003c')}, { credentials: 'include' }).then((r) => r.text().then((text) => r.status + ' ' + text), String).then((text) => { document.getElementById('fetched').textContent = text })</script>`,
      ].join('')
    }
    const headers = ['Content-Type', 'text/html; charset=utf-8', ...(policy ? ['Referrer-Policy', policy] : [])]
    return {
      request: (head, { origin }) =>
        pathOf(head.target) === '/'
          ? { status: 200, reason: 'OK', headers, body: html(origin) }
          : { status: 404, reason: 'Not Found', headers: ['Content-Type', 'text/plain'], body: 'no such page' },
    }
  },
  examples: [
    {
      options: { 'referrer-policy': 'no-referrer' },
      wire: `
>  GET https://partner.localhost/
<  200 OK
   Content-Type: text/html; charset=utf-8
   Referrer-Policy: no-referrer
>  GET https://partner.localhost/favicon.ico
<  404 Not Found
   Content-Type: text/plain
   | no such page
`,
    },
    {
      note: 'the page shows /account of the app in a frame; that request comes from the browser',
      options: { frame: '/account' },
      wire: `
>  HEAD https://partner.localhost/
<  200 OK
   Content-Type: text/html; charset=utf-8
`,
    },
  ],
})
