// Which cookies a session hangs on. Analytics and taste may be dropped, renamed or refused without anybody losing a login.
import type { Scene } from '../core/diagnosis.ts'
import type { CookieEvent } from '../core/events.ts'
import { isEveryday, isSessionName, isTransactional } from './cookie-names.ts'
import { cookiesSet } from './heads.ts'

/** Keeps somebody signed in: by its name, or because the app hides it from scripts. */
export function keepsSession(scene: Scene, name: string): boolean {
  return !scene.held(name)?.byFront && isSessionCookie(name, () => isHttpOnly(scene, name))
}

/** The same of a cookie that the app set, by name and attribute alone. */
export function isSessionCookie(name: string, httpOnly: () => boolean): boolean {
  if (isEveryday(name)) return false
  return isSessionName(name) || (!isTransactional(name) && httpOnly())
}

/** The same, or needed once to sign in (CSRF, state, PKCE). */
export function matters(scene: Scene, name: string): boolean {
  return keepsSession(scene, name) || (isTransactional(name) && !isEveryday(name))
}

function isHttpOnly(scene: Scene, name: string): boolean {
  if (scene.held(name)?.httpOnly) return true
  const line = cookiesSet(scene.exchange.app?.response).find((one) => one.name === name)
  return line?.attributes.some((one) => one.name.toLowerCase() === 'httponly') ?? false
}

/** The first moment of that kind, of a cookie that matters, for one of those reasons. */
export function refusal(scene: Scene, reasons: readonly string[]): CookieEvent | undefined {
  return scene.moments.find(
    ({ moment, name, reasons: given = [], unknown }) =>
      moment === 'refused' && !unknown && given.some((one) => reasons.includes(one)) && matters(scene, name),
  )
}

/** What the app set for scripts to read, or what only looks like analytics or taste. */
export function isHarmless(scene: Scene, name: string): boolean {
  if (isEveryday(name)) return true
  const held = scene.held(name)
  if (held?.byFront) return true
  return held?.exchange !== undefined && !held.httpOnly && !isSessionName(name)
}
