// What became of the Set-Cookie lines of the app on their way to the browser.
import type { SetCookieLine } from '../core/cookies.ts'
import type { Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { bareName } from './cookie-names.ts'
import { cookiesSet, isDeletion } from './heads.ts'
import { keepsSession, matters } from './matters.ts'

export interface LinePair {
  readonly app: SetCookieLine
  readonly browser: SetCookieLine
}

/** A line as the app sent it and as the browser got it, when a hop rewrote it. */
export function rewritten(exchange: ExchangeEvent, name: string): LinePair | undefined {
  if (exchange.servedFrom !== undefined) return undefined
  const app = cookiesSet(exchange.app?.response).find((one) => one.name === name)
  const browser = cookiesSet(exchange.browser.response).find((one) => one.name === name)
  return app && browser && JSON.stringify(app) !== JSON.stringify(browser) ? { app, browser } : undefined
}

export type Fate = 'folded' | 'followed' | 'error-page' | 'some' | 'all'

/** Without it these refuse every sign-in of their own pages: the token in the form has nothing to be compared with. */
const AUTH_CSRF = /^(?:next-auth|authjs)\.csrf-token$/

/** Lines that matter and that never reach the browser, and how they were lost. */
export function lostLines(scene: Scene): { readonly fate: Fate; readonly lost: SetCookieLine[] } | undefined {
  const { exchange } = scene
  const { app, browser } = exchange
  if (!app?.response || !browser.response || exchange.servedFrom !== undefined || exchange.kind === 'static')
    return undefined
  const [sent, got] = [cookiesSet(app.response), cookiesSet(browser.response)]
  const arrived = new Set(got.map(({ name }) => name))
  const held = (line: SetCookieLine) => !isDeletion(line, exchange.at) || scene.held(line.name) !== undefined
  const lost = sent.filter((line) => !arrived.has(line.name) && matters(scene, line.name) && held(line))
  if (lost.length === 0 || lost.some(({ name }) => isRenamed(lost, got, name))) return undefined
  const [before, after] = [app.response.status, browser.response.status]
  if (before < 500 && after >= 500) return undefined
  if (got.length === 1 && sent.length > 1 && folds(exchange, lost)) return { fate: 'folded', lost }
  if (before >= 300 && before < 400 && after < 300) return { fate: 'followed', lost }
  if (after >= 400 && got.length === 0) return { fate: 'error-page', lost }
  if (!lost.some(({ name }) => keepsSession(scene, name) || AUTH_CSRF.test(bareName(name))) && got.length > 0)
    return undefined
  return { fate: got.length > 0 ? 'some' : 'all', lost }
}

function isRenamed(lost: readonly SetCookieLine[], got: readonly SetCookieLine[], name: string): boolean {
  const value = lost.find((line) => line.name === name)?.value ?? ''
  return value !== '' && got.some((line) => line.value === value)
}

/** `a=1; Path=/, b=2` is one cookie for a browser. */
function folds({ browser }: ExchangeEvent, lost: readonly SetCookieLine[]): boolean {
  const { headers } = browser.response!
  const line = headers.find((_, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === 'set-cookie') ?? ''
  return lost.every(({ name }) => line.includes(`, ${name}=`) || line.includes(`,${name}=`))
}
