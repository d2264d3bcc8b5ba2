import type { Scene, Sight } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { isEveryday, isSessionName, isTransactional } from '../findings/cookie-names.ts'
import { cookiesAsked, cookiesSet, isDeletion } from '../findings/heads.ts'
import { given, isTurnedDown, loginStep } from '../findings/login-steps.ts'
import { answered, asked, cookieLine, whoChanged } from '../findings/quote.ts'
import { lostLines } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'set-cookie-swallowed-by-follow',
  level: 'error',
  about:
    'A hop follows the redirect of the login itself and answers with the page behind it; the cookies of the redirect are gone.',
  local: 'The browser itself follows the redirect.',
  looksAt: [['set-cookie-changed'], ['post'], ['query']],
  check(scene) {
    const fate = lostLines(scene)
    if (fate?.fate !== 'followed') return followed(scene)
    const by = whoChanged(scene.exchange, 'Set-Cookie', 'response') ?? 'the front'
    const names = fate.lost.map((line) => line.name).join(', ')
    return {
      title: `${by} follows the redirect of the app itself: ${names} is lost`,
      subject: by,
      evidence: [answered(scene.exchange), ...fate.lost.map((line) => `the app sent ${cookieLine(line)}`)],
    }
  },
  fix: {
    front: {
      any: "do not follow redirects of the app: fetch(url, { redirect: 'manual' }), and pass Location and Set-Cookie on",
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
<  200 OK
   Content-Type: text/html
`,
      },
    ],
    quiet: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})

/** What the redirect itself had set, and the browser did not get. */
function lostOnTheWay({ exchange }: Scene, line: string): Sight | undefined {
  const got = cookiesSet(exchange.browser.response)
  const lost = exchange
    .app!.before!.flatMap(cookiesSet)
    .filter((one) => !isDeletion(one, exchange.at) && !isTransactional(one.name) && !isEveryday(one.name))
    .filter((one) => !got.some(({ name, value }) => name === one.name && value === one.value))
  if (lost.length === 0) return undefined
  return {
    title: `The front follows the redirect of the login itself: ${lost.map(({ name }) => name).join(', ')} is lost`,
    subject: 'followed',
    evidence: [asked(exchange), line, ...lost.map((one) => `the app sent ${cookieLine(one)}`)],
  }
}

/** The front asked the app again by itself, so only the last answer is known: nothing of the login's own is in it. */
function followed(scene: Scene): Sight | undefined {
  const { exchange } = scene
  if (exchange.story.length === 0) return undefined
  const line = exchange.story.find((text) => /followed 30\d/.test(text))
  if (line === undefined) return undefined
  const step = loginStep(exchange)
  if (step === undefined || step === 'logout' || step === 'session') return undefined
  if (exchange.app?.before) return lostOnTheWay(scene, line)
  if (given(exchange, 'browser').length > 0 || isTurnedDown(exchange)) return undefined
  if (cookiesAsked(exchange.browser.request).some(({ name }) => scene.held(name)?.httpOnly || isSessionName(name)))
    return undefined
  return {
    title: 'The front follows the redirect of the login itself: the cookies that came with it never reach the browser',
    subject: 'followed',
    evidence: [
      asked(exchange),
      line,
      `the browser got ${exchange.browser.response?.status ?? 'nothing'} without Set-Cookie`,
    ],
  }
}
