import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { matters } from '../findings/matters.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'cookie-crumbs-misjoined',
  level: 'error',
  about:
    'The front joins the parts of an HTTP/2 Cookie header wrongly; the app sees one cookie, or only one of several.',
  local: 'There is one Cookie line.',
  explains: ['cookies-stripped-before-origin', 'cookie-value-mangled'],
  looksAt: [['cookie-changed']],
  check(scene) {
    const { exchange } = scene
    const by = exchange.app && whoChanged(exchange, 'Cookie', 'request')
    if (!by) return undefined
    const [sent, got] = [cookiesAsked(exchange.browser.request), cookiesAsked(exchange.app?.request)]
    const swallowed = sent.find(
      ({ name }) =>
        !got.some((one) => one.name === name) &&
        got.some(({ value }) => value.includes(`, ${name}=`) || value.includes(`,${name}=`)),
    )
    if (!swallowed || !matters(scene, swallowed.name)) return undefined
    return {
      title: `${by} joins cookies with a comma: ${swallowed.name} becomes part of another cookie`,
      subject: by,
      evidence: [`${asked(exchange)}: ${sent.length} cookies came, the app reads ${got.length}`],
    }
  },
  fix: { front: { any: 'join the parts of Cookie with "; " (RFC 9113, section 8.2.3)' } },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: theme=dark; sid=abc
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: theme=dark, sid=abc
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: theme=dark; sid=abc
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: theme=dark;sid=abc
<< 200 OK
`,
      },
    ],
  },
})
