// A form that an app refuses though its own page sent it, because the app takes itself for http.
import type { Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { get, has } from '../core/headers.ts'
import { cookiesAsked, hostTold, isAction, originHost, pathAsked, statusOf, urlOf } from './heads.ts'
import { normalHost } from './host-symptoms.ts'
import { given, isLoginPath, loginStep } from './login-steps.ts'
import { isHarmless } from './matters.ts'
import { answered, asked } from './quote.ts'

export interface Symptom {
  /** What went wrong, to end a sentence with. */
  readonly says: string
  readonly subject: string
  readonly evidence: readonly string[]
}

/**
 * A check against forged posts keeps its secret in a cookie. When Express refuses the form of its own login page and has never set
 * a cookie, it holds that cookie back, as it does where it takes the request for http (csurf on express-session, measured).
 */
export function formWithoutCookie(scene: Scene): Symptom | undefined {
  const { exchange, libraries } = scene
  if (!libraries.has('express') || loginStep(exchange) !== 'credentials') return undefined
  const answer = exchange.app?.response
  if (answer?.status !== 403 || given(exchange, 'app').length > 0) return undefined
  const json = /\bjson\b/.test(get(answer.headers, 'content-type') ?? '')
  if (json && !/csrf/i.test(exchange.says?.error ?? '')) return undefined
  if (cookiesAsked(exchange.browser.request).some(({ name }) => !isHarmless(scene, name))) return undefined
  let form: ExchangeEvent | undefined
  for (const { exchange: earlier } of scene.before()) {
    if (given(earlier, 'app').length > 0) return undefined
    const page = earlier.app?.response?.status === 200 && earlier.browser.request.method === 'GET'
    if (page && isLoginPath(pathAsked(earlier))) form ??= earlier
  }
  return (
    form && {
      says: 'and sets no cookie, without which it refuses the form of its own login page (CSRF)',
      subject: 'no cookie',
      evidence: [`${answered(form)}, and no Set-Cookie`, answered(exchange)],
    }
  )
}

/** Scripts of SvelteKit get what an action says with status 200; those of React Router name an error that nobody threw on purpose. */
function isInPlainWords({ app, browser, says }: ExchangeEvent): boolean {
  const { headers, status } = app!.response!
  if (has(browser.request.headers, 'x-sveltekit-action')) return status === 403
  if (has(headers, 'x-remix-response')) return says?.error === 'SanitizedError'
  const type = get(headers, 'content-type')
  return (type === undefined || /^text\/plain\b/i.test(type)) && Number(get(headers, 'content-length') ?? 1) <= 64
}

/**
 * Frameworks compare Origin with the whole URL that they take for their own, and turn a form down in a few plain words: React Router
 * 400 (8.5), SvelteKit and Hono 403 (measured). A form that is only filled in wrongly gets its page again, or JSON.
 */
export function formOfAnotherSite(scene: Scene): Symptom | undefined {
  const { exchange } = scene
  const { app, browser } = exchange
  const status = statusOf(app?.response)
  if (browser.request.method !== 'POST' || (status !== 400 && status !== 403) || isAction(exchange)) return undefined
  if (loginStep(exchange) !== 'credentials' || get(browser.request.headers, 'sec-fetch-site') !== 'same-origin')
    return undefined
  if (!isInPlainWords(exchange)) return undefined
  // With another host the host is to blame.
  const [base, told] = [urlOf(exchange), hostTold(exchange)?.host]
  if (!base || told === undefined || normalHost(told, exchange.scheme) !== base.host) return undefined
  if (originHost(app?.request) !== base.host) return undefined
  for (const { exchange: earlier } of scene.all()) {
    const post = earlier.browser.request.method === 'POST' && get(earlier.browser.request.headers, 'origin')
    if (post && statusOf(earlier.app?.response) < 400 && earlier.app?.response) return undefined
  }
  return {
    says: `and refuses the form of its own page: to it, ${base.origin} is another site`,
    subject: 'origin',
    evidence: [
      `${asked(exchange)}: Origin ${base.origin}, sent by its own page (Sec-Fetch-Site: same-origin)`,
      answered(exchange),
    ],
  }
}
