// A sign-out, and the answer that undoes it: begun before, arrived after, with the session cookie once more.
import type { Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesAsked, cookiesSet, isDeletion } from './heads.ts'
import { isBounce, loginStep } from './login-steps.ts'

/** Milliseconds: so long an answer may be on its way to the browser, which still sends the cookie meanwhile. */
const ON_THE_LINE = 1000

const valueIn = ({ browser }: ExchangeEvent, name: string) =>
  cookiesAsked(browser.request).find((one) => one.name === name)?.value

/**
 * The exchange that set what the browser sends here for the first time. What an answer sets to a request that the page gave up is
 * seen on the wire and never stored: only the browser that sends it proves that it has it.
 */
export function broughtBack(scene: Scene, name: string, value: string): ExchangeEvent | undefined {
  const held = scene.held(name)
  if (held?.exchange === undefined || held.value !== value) return undefined
  const late = scene.byId(held.exchange)?.exchange
  const isSince = ({ at }: ExchangeEvent) => late !== undefined && at >= late.at + late.headMs
  if (!late?.app || !isSince(scene.exchange)) return undefined
  for (const { exchange: earlier } of scene.before()) {
    if (earlier === late) return late
    // Sent before: this ends most searches at once.
    if (isSince(earlier) && valueIn(earlier, name) === value) return undefined
  }
  return undefined
}

/** Nobody is signed in with it: whatever came back is worth nothing. */
export function isAnonymous(exchange: ExchangeEvent, name: string): boolean {
  if (isBounce(exchange) || exchange.says?.session === 'nobody') return true
  const { status } = exchange.browser.response ?? {}
  return (
    status === 401 ||
    status === 403 ||
    cookiesSet(exchange.browser.response).some((line) => line.name === name && isDeletion(line, exchange.at))
  )
}

/** By its path; or something that the user did, which takes the session away: a Server Action has no path of its own. */
export function isSignOut(exchange: ExchangeEvent): boolean {
  const { method } = exchange.browser.request
  return loginStep(exchange) === 'logout' || (method === 'POST' && exchange.kind === 'action')
}

/** The sign-out that was answered while this exchange was under way. */
export function overtaken(scene: Scene, late: ExchangeEvent, name: string): ExchangeEvent | undefined {
  const old = valueIn(late, name)
  // A new one of somebody who signs in again is no revival.
  if (old === undefined || isSignOut(late)) return undefined
  for (const { exchange: earlier } of scene.before()) {
    // Newest answer first: from here on all were answered before the late one can have begun.
    if (earlier.at + earlier.headMs + ON_THE_LINE < late.at) return undefined
    if (!isSignOut(earlier) || earlier.at + earlier.headMs > late.at + late.headMs) continue
    const gone = cookiesSet(earlier.browser.response).some((line) => line.name === name && isDeletion(line, earlier.at))
    if (gone && valueIn(earlier, name) === old) return earlier
  }
  return undefined
}
