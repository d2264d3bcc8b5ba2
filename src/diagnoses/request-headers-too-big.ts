import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'request-headers-too-big',
  level: 'error',
  about:
    'The cookies have grown larger than what front or app accept in one request; every page fails until they are cleared.',
  local: 'Only Node.js limits request headers there, at 16 KiB.',
  looksAt: [['refused', 'cookie']],
  check(scene) {
    const { exchange } = scene
    const status = exchange.browser.response?.status ?? 0
    const cookies = cookiesAsked(exchange.browser.request)
    const bytes = cookies.reduce((sum, { name, value }) => sum + name.length + value.length + 3, 0)
    const byFront = !exchange.app && [400, 413, 431, 494, 502].includes(status) && bytes > 3900
    const byApp = exchange.app?.response?.status === 431
    if (!byFront && !byApp) return undefined
    const largest = [...cookies].sort((a, b) => b.value.length - a.value.length).slice(0, 5)
    return {
      title: `${byApp ? 'The app' : answerer(exchange)} refuses ${bytes} bytes of cookies with ${status}`,
      subject: `${status}`,
      evidence: [
        asked(exchange),
        `largest: ${largest.map(({ name, value }) => `${name} ${name.length + value.length}`).join(', ')}`,
      ],
    }
  },
  fix: {
    app: {
      any: 'keep less in cookies, delete those nobody needs; NODE_OPTIONS=--max-http-header-size=32768 moves the limit of Node.js',
    },
    front: { any: 'allow larger request heads', nginx: 'large_client_header_buffers 4 32k;' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/
   Cookie: sid=a; big=${'a'.repeat(9000)}
<  400 Bad Request
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Cookie: sid=a
<  400 Bad Request
`,
      },
    ],
  },
})
