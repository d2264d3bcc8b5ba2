import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { pathAsked } from '../findings/heads.ts'
import { isSessionEndpoint } from '../findings/login-steps.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'html-instead-of-json',
  level: 'error',
  about:
    'The front answers the session endpoint with a page of its own; the client cannot read it and takes everybody for signed out.',
  local: 'The app itself answers.',
  explains: ['waf-blocks-auth'],
  looksAt: [['by-front']],
  check(scene) {
    const { exchange, prefix } = scene
    const path = pathAsked(exchange)
    const answer = exchange.browser.response
    if (!answer || exchange.servedFrom !== undefined || exchange.kind !== 'fetch' || !isSessionEndpoint(path))
      return undefined
    if (answer.status >= 300 && answer.status < 400) return undefined
    if (prefix !== undefined && !path.startsWith(prefix)) return undefined
    if (!/^text\/html/i.test(get(answer.headers, 'content-type') ?? '')) return undefined
    return {
      title: `${answerer(exchange)} answers ${path} with a page of its own (${answer.status} text/html)`,
      subject: path,
      evidence: [asked(exchange), 'the app never saw it'],
    }
  },
  fix: { front: { any: 'no challenge, login wall or error page of the front on the routes of the session' } },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/session
   Accept: */*
   Sec-Fetch-Dest: empty
<  503 Service Unavailable
   Content-Type: text/html
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
<  503 Service Unavailable
   Content-Type: text/html
`,
      },
    ],
  },
})
