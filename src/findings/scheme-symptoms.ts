// What an app does that takes itself for http behind an https front. A missing or wrong X-Forwarded-Proto breaks nothing by
// itself; each rule about it asks here whether something is broken.
import { attribute } from '../core/cookies.ts'
import type { Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import type { Symptom } from './form-refusals.ts'
import { formOfAnotherSite, formWithoutCookie } from './form-refusals.ts'
import { cookiesAsked, cookiesSet, landing, leadsTo, urlOf } from './heads.ts'
import { given, isAccepted, isBounce, isNext, loginStep } from './login-steps.ts'
import { isHarmless, keepsSession } from './matters.ts'
import { answered, asked, cookieLine } from './quote.ts'
import { scriptLanding } from './script-landing.ts'

/** The first sign that the app believes the browser is on plain http; undefined when nothing is broken. */
export function schemeSymptom(scene: Scene): Symptom | undefined {
  const { exchange } = scene
  if (exchange.scheme !== 'https' || !exchange.app?.response) return undefined
  return (
    toHttp(exchange) ??
    scriptsToHttp(scene) ??
    loopToItself(scene) ??
    refusedForSecure(scene) ??
    loginWithoutCookie(scene) ??
    formWithoutCookie(scene) ??
    formOfAnotherSite(scene)
  )
}

function toHttp(exchange: ExchangeEvent): Symptom | undefined {
  const base = urlOf(exchange)
  const [byApp, seen] = [leadsTo(exchange.app?.response, base), landing(exchange)]
  if (!base || !byApp || !seen) return undefined
  const down = (url: URL) => url.protocol === 'http:' && url.hostname === base.hostname
  if (!down(byApp) || !down(seen)) return undefined
  return {
    says: `and sends the browser to http://${seen.host}`,
    subject: 'http',
    evidence: [answered(exchange)],
  }
}

/** As toHttp, by the scripts of NextAuth. */
function scriptsToHttp(scene: Scene): Symptom | undefined {
  const gone = scriptLanding(scene)
  const base = urlOf(scene.exchange)
  if (gone?.to.protocol !== 'http:' || gone.to.hostname !== base?.hostname) return undefined
  return {
    says: `and sends the browser to http://${gone.to.host}`,
    subject: 'http',
    evidence: [
      `${answered(gone.login)}; its callback-url is ${gone.to.origin}`,
      `${asked(scene.exchange)}: typed anew`,
    ],
  }
}

/** The app redirects to the very URL that was asked for: it wants https and does not see that it has it. */
function loopToItself(scene: Scene): Symptom | undefined {
  const { exchange } = scene
  const self = (one: ExchangeEvent) => {
    const [base, to] = [urlOf(one), landing(one)]
    return base !== undefined && to?.href === base.href && cookiesSet(one.app?.response).length === 0
  }
  if (exchange.browser.request.method !== 'GET' || !self(exchange)) return undefined
  for (const { exchange: earlier } of scene.before()) {
    if (exchange.at - earlier.at > 10_000) break
    if (earlier.browser.request.target === exchange.browser.request.target && self(earlier))
      return { says: 'and redirects to the same https URL for ever', subject: 'loop', evidence: [answered(exchange)] }
  }
  return undefined
}

/** A prefix or SameSite=None asks for Secure, and the app left it off. */
function refusedForSecure({ exchange, moments }: Scene): Symptom | undefined {
  for (const { moment, name, reasons } of moments) {
    if (moment !== 'refused') continue
    const line = cookiesSet(exchange.app?.response).find((one) => one.name === name)
    if (!line || attribute(line, 'secure') !== undefined) continue
    if (!reasons?.some((reason) => reason === 'SameSiteNoneInsecure' || reason === 'InvalidPrefix')) continue
    return {
      says: `and leaves Secure off ${name}, which the browser then refuses`,
      subject: 'insecure',
      evidence: [`${asked(exchange)}: ${cookieLine(line)}`, `the browser refuses it: ${reasons.join(', ')}`],
    }
  }
  return undefined
}

/**
 * A login was accepted and its answer sets no cookie. Told at once when the browser has no cookie that the session could
 * hang on, else when a page then leads back to the login. Never for Next.js, whose libraries set theirs on any scheme.
 */
export function loginWithoutCookie(scene: Scene): Symptom | undefined {
  const { exchange, attempt } = scene
  if (scene.next || isNext(exchange)) return undefined
  const bare = (one: ExchangeEvent) => isAccepted(one) && given(one, 'app').length === 0
  const step = loginStep(exchange)
  if (step === 'credentials' && bare(exchange)) {
    const open = cookiesAsked(exchange.browser.request).some(({ name }) => !isHarmless(scene, name))
    return open ? undefined : without(exchange)
  }
  if (attempt?.way !== 'credentials' || attempt.cookies.size > 0 || !isBounce(exchange)) return undefined
  if (!bare(attempt.first) || exchange.at - attempt.first.at > 60_000) return undefined
  if (cookiesAsked(exchange.browser.request).some(({ name }) => keepsSession(scene, name))) return undefined
  return { ...without(attempt.first), evidence: [...without(attempt.first).evidence, answered(exchange)] }
}

function without(login: ExchangeEvent): Symptom {
  return {
    says: 'and the accepted login set no cookie',
    subject: 'no cookie',
    evidence: [`${answered(login)}, and no Set-Cookie`],
  }
}
