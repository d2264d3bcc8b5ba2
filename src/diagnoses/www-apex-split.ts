import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { landing, originHost, urlOf } from '../findings/heads.ts'
import { answerer, asked } from '../findings/quote.ts'

const apex = (host: string) => host.replace(/^www\./, '')

// Pages follow a redirect between the two names; a script's request does not, and a host-only cookie stays behind.
export default diagnosis({
  name: 'www-apex-split',
  level: 'error',
  about:
    'The site has two names, with and without www, and a request goes to the one that the session does not belong to.',
  local: 'There is one name.',
  looksAt: [['redirect']],
  check({ exchange }) {
    const [from, to] = [urlOf(exchange), landing(exchange)]
    if (!from || !to || from.hostname === to.hostname || apex(from.hostname) !== apex(to.hostname)) return undefined
    const { headers, method } = exchange.browser.request
    const cors = get(headers, 'sec-fetch-mode') === 'cors' && originHost(exchange.browser.request) !== from.host
    const lost = method === 'POST' && exchange.kind !== 'document'
    if (!cors && !lost) return undefined
    return {
      title: `The page on ${to.hostname} asks ${from.hostname}, which redirects to ${to.hostname}: the browser blocks that (CORS)`,
      subject: `${from.hostname} ${to.hostname}`,
      evidence: [
        `${asked(exchange)} on ${from.hostname}, Sec-Fetch-Mode: cors`,
        `${exchange.app ? 'the app' : answerer(exchange)} answered ${exchange.browser.response!.status} to ${to.host}`,
      ],
    }
  },
  fix: {
    app: {
      any: 'ask for paths (/api/me), not for URLs with a host; set the public URL to the name that people end up on',
    },
    front: { any: 'redirect one name to the other for pages, and serve the API on both' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.test/api/me
   Origin: https://www.shop.test
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
<  301 Moved Permanently
   Location: https://www.shop.test/api/me
`,
      },
    ],
    quiet: [
      {
        note: 'a page follows',
        wire: `
>  GET https://shop.test/
   Sec-Fetch-Site: none
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
<  301 Moved Permanently
   Location: https://www.shop.test/
`,
      },
    ],
  },
})
