import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { libraryOf, partOf } from '../findings/cookie-names.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15'
const page = (cookie: string, set = '', agent = SAFARI) => `
>  GET https://shop.localhost/account
   Accept: text/html
   User-Agent: ${agent}
${cookie === '' ? '' : `   Cookie: ${cookie}\n`}>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
${cookie === '' ? '' : `   Cookie: ${cookie}\n`}<< 200 OK
   Content-Type: text/html
${set === '' ? '' : `   Set-Cookie: ${set}\n`}`
const TOKEN = 'sb-abc-auth-token=base64-eyJh'

export default diagnosis({
  name: 'safari-lifetime-caps',
  level: 'info',
  about: 'A script wrote the session cookie: Safari keeps such cookies for seven days at most, whatever Max-Age says.',
  local: 'Nobody waits seven days there, and other browsers keep it longer.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange } = scene
    const agent = get(exchange.browser.request.headers, 'user-agent') ?? ''
    if (!/\bVersion\/[\d.]+ (?:Mobile\/\w+ )?Safari\//.test(agent) || exchange.kind === 'static') return undefined
    const pair = cookiesAsked(exchange.browser.request).find(
      ({ name, value }) => libraryOf({ name: partOf(name)?.base ?? name, value }) === 'supabase',
    )
    if (!pair) return undefined
    // A script, for sure: this browser was here before without it, and no answer has set it since.
    if (scene.held(pair.name)?.exchange !== undefined) return undefined
    let without = false
    for (const { exchange: earlier } of scene.before()) {
      without = !cookiesAsked(earlier.browser.request).some(({ name }) => name === pair.name)
      if (without) break
    }
    if (!without) return undefined
    return {
      title: `${pair.name} was written by a script: Safari drops it after seven days`,
      subject: partOf(pair.name)?.base ?? pair.name,
      evidence: [`${asked(exchange)}: ${pair.name} came, and no answer had set it`],
    }
  },
  fix: {
    app: {
      any: 'let the server set the session cookie (Set-Cookie), on a host of its own and not of a third party',
      supabase:
        'sign in on the server (a route or an action with createServerClient), so that the cookie comes as Set-Cookie',
    },
  },
  examples: {
    found: [{ wire: `${page('')}${page(TOKEN)}` }],
    quiet: [
      {
        note: 'the server set it',
        wire: `${page('', `${TOKEN}; Path=/; Max-Age=34560000; SameSite=Lax`)}${page(TOKEN)}`,
      },
      { note: 'it was there before anybody looked', wire: page(TOKEN) },
    ],
  },
})
