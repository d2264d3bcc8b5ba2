import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { pathAsked } from '../findings/heads.ts'
import { answerer, asked } from '../findings/quote.ts'

/** Shorter than that puts nothing to sleep: milliseconds. Serverless platforms keep an instance for minutes. */
const PAUSE = 60_000
/** The second try comes soon. */
const RETRY = 120_000

/** The front gave up on the app. */
function isGivenUp({ browser, app }: ExchangeEvent): boolean {
  const status = browser.response?.status
  return (status === 504 || status === 524) && app !== undefined && app.response?.status !== status
}

/** How long the app had not been asked before; undefined when it never was. */
function pauseBefore(scene: Scene, exchange: ExchangeEvent): number | undefined {
  for (const { exchange: earlier } of scene.all()) {
    if (earlier.at < exchange.at && earlier.app && earlier.id !== exchange.id) return exchange.at - earlier.at
  }
  return undefined
}

/** The same was asked and answered in far less time. */
function quickBefore(scene: Scene, exchange: ExchangeEvent): ExchangeEvent | undefined {
  for (const { exchange: earlier } of scene.all()) {
    if (earlier.id === exchange.id || pathAsked(earlier) !== pathAsked(exchange)) continue
    if (earlier.browser.request.method !== exchange.browser.request.method || !earlier.app?.response) continue
    if (earlier.app.response.status < 400 && earlier.headMs < exchange.headMs / 2) return earlier
  }
  return undefined
}

export default diagnosis({
  name: 'cold-start-timeout',
  level: 'warning',
  about:
    'The first request after a pause takes longer than the front waits, because the app wakes up; the next one works.',
  local: 'One process runs all the time there.',
  explains: ['front-timeout-login'],
  looksAt: [['refused'], ['post']],
  check(scene) {
    const { exchange } = scene
    if (isGivenUp(exchange)) {
      const pause = pauseBefore(scene, exchange)
      const quick = pause !== undefined && pause > PAUSE ? quickBefore(scene, exchange) : undefined
      if (!quick || pause === undefined) return undefined
      return told(exchange, pause, `${asked(quick)}: answered after ${Math.round(quick.headMs)} ms, before the pause`)
    }
    if ((exchange.app?.response?.status ?? 500) >= 400 || scene.dev) return undefined
    for (const { exchange: earlier } of scene.before()) {
      if (exchange.at - earlier.at > RETRY) return undefined
      if (!isGivenUp(earlier) || pathAsked(earlier) !== pathAsked(exchange)) continue
      const pause = pauseBefore(scene, earlier)
      if (pause !== undefined && pause < PAUSE) return undefined
      if (exchange.headMs > earlier.headMs / 2) return undefined
      return told(
        earlier,
        pause,
        `${asked(exchange)}: answered after ${Math.round(exchange.headMs)} ms, the second time`,
      )
    }
    return undefined
  },
  fix: {
    app: { any: 'keep one instance warm, or make its start quick: fewer imports, connections opened on first use' },
    front: {
      any: 'wait longer than the app needs to start',
      nginx: 'proxy_read_timeout 60s;',
    },
  },
  examples: {
    found: [
      {
        note: 'asleep since the last visit',
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
>  POST https://shop.localhost/login after=900s takes=10s as=bob
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<  504 Gateway Time-out
`,
      },
      {
        note: 'the very first request',
        also: ['front-timeout-login'],
        wire: `
>  POST https://shop.localhost/login takes=10s
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<  504 Gateway Time-out
>  POST https://shop.localhost/login after=12s
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
`,
      },
    ],
    quiet: [
      {
        note: 'slow without a pause, and not at a login',
        wire: `
>  GET https://shop.localhost/report
   Accept: text/html
>> GET /report
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
>  GET https://shop.localhost/report takes=10s
   Accept: text/html
>> GET /report
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<  504 Gateway Time-out
`,
      },
      {
        note: 'slow after a pause, but it always is',
        wire: `
>  GET https://shop.localhost/report takes=8s
   Accept: text/html
>> GET /report
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
>  GET https://shop.localhost/report takes=10s after=900s
   Accept: text/html
>> GET /report
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<  504 Gateway Time-out
`,
      },
    ],
  },
})

function told(late: ExchangeEvent, pause: number | undefined, other: string) {
  const after = pause === undefined ? 'the first request' : `the first request after ${Math.round(pause / 1000)} s`
  return {
    title: `${late.browser.request.method} ${pathAsked(late)} timed out: ${after} wakes the app, which takes longer than the front waits`,
    subject: 'cold start',
    evidence: [
      `${asked(late)}: ${answerer(late)} answered ${late.browser.response?.status} after ${Math.round(late.headMs)} ms`,
      other,
    ],
  }
}
