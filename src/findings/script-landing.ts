// Where the scripts of NextAuth send the browser after a login: the answer is 200 with the URL in its body, and the same URL is
// in the cookie callback-url. That the browser really went there, and was lost there, shows in what comes next from it: an
// address that somebody typed, with no request of the page in between (a script that stays asks for the session first).
import type { Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { bareName, isSessionName } from './cookie-names.ts'
import { cookiesAsked, cookiesSet, statusOf } from './heads.ts'
import { given, loginStep } from './login-steps.ts'

export interface ScriptLanding {
  readonly login: ExchangeEvent
  readonly to: URL
}

/** For the exchange after such a login. */
export function scriptLanding({ exchange, before }: Scene): ScriptLanding | undefined {
  if (exchange.kind !== 'document' || get(exchange.browser.request.headers, 'sec-fetch-site') !== 'none')
    return undefined
  for (const { exchange: login } of before()) {
    if (login.kind === 'static' || login.kind === 'prefetch') continue
    if (login.host !== exchange.host || loginStep(login) !== 'credentials') return undefined
    if (statusOf(login.app?.response) !== 200 || !given(login, 'app').some(isSessionName)) return undefined
    const to = callbackUrl(login)
    return to && { login, to }
  }
  return undefined
}

function callbackUrl({ app }: ExchangeEvent): URL | undefined {
  const isIt = ({ name }: { readonly name: string }) => /^(?:next-auth|authjs)\.callback-url$/.test(bareName(name))
  const set = cookiesSet(app?.response).filter(isIt)
  const [one, ...more] = set.length > 0 ? set : cookiesAsked(app?.request).filter(isIt)
  if (!one || more.length > 0) return undefined
  try {
    return new URL(decodeURIComponent(one.value))
  } catch {
    return undefined
  }
}
