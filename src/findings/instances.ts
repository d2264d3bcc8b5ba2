// Several instances of one app that do not know of each other's sessions: one cookie, and another outcome at each of them.
import type { Held, Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { bareName, isTransactional, libraryOf, partOf } from './cookie-names.ts'
import { cookiesAsked, cookiesSet, hostTold, isDeletion, originHost, pathAsked, statusOf } from './heads.ts'
import { isAuthPath, isBounce, loginStep } from './login-steps.ts'
import { keepsSession } from './matters.ts'
import { answered, asked } from './quote.ts'
import { isSealed } from './sealed-session.ts'

export interface Split {
  readonly name: string
  /** The cookie holds the session itself, sealed with a secret; else it is the key to one in memory. */
  readonly sealed: boolean
  /** What the instance does, to end a sentence with. */
  readonly says: string
  readonly evidence: readonly string[]
}

export function instanceSplit(scene: Scene): Split | undefined {
  const { exchange } = scene
  const here = exchange.app?.instance
  const step = loginStep(exchange)
  if (here === undefined || !exchange.app?.response || exchange.servedFrom !== undefined || step === 'logout')
    return undefined
  for (const { name, value } of cookiesAsked(exchange.app.request)) {
    const token = isAuthPath(pathAsked(exchange)) ? unknownToken(scene, name, value) : refusedToken(scene, name, value)
    if (token) return token
    const held = scene.held(name)
    if (!held || held.value !== value || held.instance === undefined || !keepsSession(scene, name)) continue
    const split =
      byAnonymousPage(scene, held) ??
      bySessionEndpoint(scene, held) ??
      (held.instance === here || (step && step !== 'session') ? undefined : elsewhere(scene, held, here))
    if (split) return split
  }
  return undefined
}

/**
 * The CSRF cookie of NextAuth is a token and its hash with the secret. An instance that gives out a new one, though one came, could
 * not make the same hash.
 */
function unknownToken(scene: Scene, name: string, value: string): Split | undefined {
  const { exchange } = scene
  if (!/^(?:next-auth|authjs)\.csrf-token$/.test(bareName(name))) return undefined
  const [held, here] = [scene.held(name), exchange.app!.instance]
  if (held?.value !== value || held.instance === undefined || held.instance === here) return undefined
  const line = cookiesSet(exchange.app!.response).find((one) => one.name === name)
  if (!line || line.value === value || isDeletion(line, exchange.at)) return undefined
  return {
    name,
    sealed: true,
    says: `instance ${here} does not take the token that instance ${held.instance} gave out`,
    evidence: [
      `instance ${held.instance} set ${name} in #${held.exchange}`,
      `${answered(exchange)} (instance ${here}), with another ${name}`,
    ],
  }
}

/** A form of one instance, with its CSRF cookie, that another instance refuses: the token is signed, and nothing else is in it. */
function refusedToken(scene: Scene, name: string, value: string): Split | undefined {
  const { exchange } = scene
  const [held, here] = [scene.held(name), exchange.app!.instance]
  if (statusOf(exchange.app!.response) !== 403 || loginStep(exchange) !== 'credentials') return undefined
  if (!/csrf|xsrf/i.test(name) || held?.value !== value || held.instance === undefined || held.instance === here)
    return undefined
  if (originHost(exchange.app!.request) !== undefined && originHost(exchange.app!.request) !== hostTold(exchange)?.host)
    return undefined
  for (const { exchange: earlier } of scene.all()) {
    const same = pathAsked(earlier) === pathAsked(exchange) && earlier.browser.request.method === 'POST'
    // Who made it refuses it as well: then it is not the instances.
    if (same && earlier.app?.instance === held.instance && statusOf(earlier.app.response) === 403) return undefined
  }
  return {
    name,
    sealed: true,
    says: `instance ${here} refuses the form of instance ${held.instance}`,
    evidence: [
      `instance ${held.instance} set ${name} in #${held.exchange}`,
      `${answered(exchange)} (instance ${here}), though ${name} came as it was set`,
    ],
  }
}

/** How the instance treats a cookie that another one set. */
function elsewhere(scene: Scene, held: Held, here: string): Split | undefined {
  const { exchange } = scene
  const { name, instance } = held
  const set = `instance ${instance} set ${name} in #${held.exchange}`
  const sealed = isUnread(scene, exchange, held)
  const facts = { name, sealed, evidence: [set, `${answered(exchange)} (instance ${here})`] }
  const line = cookiesSet(exchange.app?.response).find((one) => one.name === name)
  // A post that takes the session away is a sign-out, whatever its path.
  const asksOnly = exchange.browser.request.method === 'GET'
  if (line && isDeletion(line, exchange.at) && !asksOnly) return undefined
  if (line && isDeletion(line, exchange.at)) return { ...facts, says: `instance ${here} deletes it` }
  // Sealed sessions are renewed by any instance; a new key is another session.
  if (line && !sealed && line.value !== held.value) return { ...facts, says: `instance ${here} begins another session` }
  const anonymous = isBounce(exchange) || (statusOf(exchange.app?.response) === 401 && exchange.kind === 'fetch')
  return anonymous && !refusedThere(scene, held)
    ? { ...facts, says: `instance ${here} takes this browser for anonymous` }
    : undefined
}

/** The instance that set the cookie turned the browser away as well: then it is not the instances. */
function refusedThere(scene: Scene, held: Held): boolean {
  for (const { exchange } of scene.before()) {
    if (exchange.id === held.exchange) return false
    if (
      exchange.app?.instance === held.instance &&
      pathAsked(exchange) === pathAsked(scene.exchange) &&
      isBounce(exchange)
    )
      return true
  }
  return false
}

/** Asked who is signed in, with the same cookie, one instance names somebody and another one nobody. */
function bySessionEndpoint(scene: Scene, held: Held): Split | undefined {
  const { exchange } = scene
  const mine = exchange.says?.session
  if (!mine || exchange.browser.request.method !== 'GET') return undefined
  for (const { exchange: earlier } of scene.before()) {
    // Whoever signed in or out in between made the difference.
    if (earlier.browser.request.method !== 'GET' && earlier.browser.request.method !== 'HEAD') return undefined
    const other = earlier.says?.session
    if (!other || pathAsked(earlier) !== pathAsked(exchange) || !earlier.app || earlier.servedFrom !== undefined)
      continue
    if (valueAt(earlier, held.name) !== held.value) continue
    const alike = other === mine
    const same = earlier.app.instance === exchange.app!.instance
    if (alike && (same || mine === 'nobody')) continue
    // They do share it; or one instance changed its mind, and something else made the difference.
    if (alike || same) return undefined
    const [knows, forgets] = mine === 'somebody' ? [exchange, earlier] : [earlier, exchange]
    const here = forgets.app!.instance
    return {
      name: held.name,
      sealed: isUnread(scene, forgets, held),
      says: `instance ${here} takes this browser for anonymous`,
      evidence: [
        `${asked(forgets)}: instance ${here} says that nobody is signed in`,
        `${asked(knows)}: instance ${knows.app!.instance} names somebody, for the same ${held.name}`,
      ],
    }
  }
  return undefined
}

const valueAt = ({ app }: ExchangeEvent, name: string) =>
  cookiesAsked(app?.request).find((one) => one.name === name)?.value

/**
 * Whether the instance that forgets could not read the cookie, or could and did not have its session. better-auth deletes a cookie
 * whose signature is right and whose session it does not have; one that another secret has signed it only ignores (measured, 1.7).
 * Only its own endpoint can do so: a page that takes the browser for anonymous says nothing of the secret.
 */
function isUnread(scene: Scene, exchange: ExchangeEvent, held: Held): boolean {
  const { name, value = '' } = held
  if (libraryOf({ name: partOf(name)?.base ?? name, value }) !== 'better-auth') return isSealed(scene, held)
  if (!isAuthPath(pathAsked(exchange))) return false
  return !cookiesSet(exchange.app?.response).some((line) => line.name === name && isDeletion(line, exchange.at))
}

/** One instance gives the page that visitors without a session get, to the byte; another one gives another page. */
function byAnonymousPage(scene: Scene, held: Held): Split | undefined {
  const { exchange } = scene
  const mine = mark(exchange)
  if (mine === undefined) return undefined
  const visitors = new Set<string>()
  const seen: { exchange: ExchangeEvent; mark: string }[] = [{ exchange, mark: mine }]
  for (const { exchange: earlier } of scene.all()) {
    if (pathAsked(earlier) !== pathAsked(exchange)) continue
    const its = mark(earlier)
    if (its === undefined) continue
    const cookies = cookiesAsked(earlier.app?.request)
    if (cookies.some((one) => one.name === held.name && one.value === held.value))
      seen.push({ exchange: earlier, mark: its })
    else if (!cookies.some(({ name }) => !isTransactional(name))) visitors.add(its)
  }
  const forgets = seen.find((one) => visitors.has(one.mark))
  const knows = seen.find((one) => !visitors.has(one.mark))
  if (visitors.size === 0 || !forgets || !knows) return undefined
  const [there, here] = [knows.exchange.app!.instance, forgets.exchange.app!.instance]
  if (there === here || seen.some((one) => one.exchange.app!.instance === here && !visitors.has(one.mark)))
    return undefined
  return {
    name: held.name,
    sealed: isUnread(scene, forgets.exchange, held),
    says: `instance ${here} takes this browser for anonymous`,
    evidence: [
      `${asked(forgets.exchange)}: instance ${here} gave the page of visitors without ${held.name}`,
      `${asked(knows.exchange)}: instance ${there} gave another one for the same cookie`,
    ],
  }
}

/** What tells two answers of one page apart without their bodies. */
function mark({ app, browser, servedFrom }: ExchangeEvent): string | undefined {
  const answer = app?.response
  if (answer?.status !== 200 || browser.request.method !== 'GET' || servedFrom !== undefined) return undefined
  return get(answer.headers, 'etag') ?? get(answer.headers, 'content-length')
}
