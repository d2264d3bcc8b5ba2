// Which part of a login an exchange is, told from method, path and headers. Paths as the libraries name them, and the usual
// words of hand-made ones.
import type { ExchangeEvent } from '../core/events.ts'
import { has } from '../core/headers.ts'
import { rememberedLast } from '../core/remembered.ts'
import { cookiesSet, isAction, isDeletion, landing, pathAsked, queryAsked, urlOf } from './heads.ts'

const LOGIN = /(?:^|[/._-])(?:log-?in|sign-?in|authenticate|sessions?\/new)(?=$|[/._?-])/i
const LOGOUT = /(?:log-?out|sign-?out)/i
const OTHER_STEP =
  /verif|check|sent|otp|mfa|2fa|two-?factor|confirm|magic|code|pending|register|sign-?up|challenge|device|email/i
const CALLBACK = /\/(?:callback|oauth2?|oidc|saml)(?:\/|$)/i
const MAGIC =
  /\/callback\/(?:email|resend|nodemailer|sendgrid|postmark)|magic-?link|\/verify(?:-email)?$|\/auth\/confirm$/i

export type LoginStep = 'credentials' | 'action' | 'oauth-start' | 'callback' | 'magic-link' | 'session' | 'logout'

export function isLoginPath(path: string): boolean {
  return LOGIN.test(path) && !LOGOUT.test(path)
}

/** Somewhere between signed out and signed in: no page to end on. */
export function isInBetween(path: string): boolean {
  return isLoginPath(path) || OTHER_STEP.test(path)
}

/** Asks who is signed in. */
export function isSessionEndpoint(path: string): boolean {
  return /\/auth\/(?:get-)?session$|\/api\/(?:.*\/)?(?:me|session|user|whoami|current-?user|profile|account)$/i.test(
    path,
  )
}

/** An endpoint of Auth.js, NextAuth or better-auth. */
export function isAuthPath(path: string): boolean {
  return /\/(?:api\/)?auth\//i.test(path)
}

export const loginStep = rememberedLast((exchange: ExchangeEvent): LoginStep | undefined => {
  const { method } = exchange.browser.request
  const path = pathAsked(exchange)
  if (LOGOUT.test(path)) return 'logout'
  const query = queryAsked(exchange.browser.request)
  if (MAGIC.test(path) && (query.has('token') || query.has('token_hash') || query.has('code'))) return 'magic-link'
  if (method === 'POST') {
    if (/\/callback\/credentials$|\/sign-in\/(?:email|username)$/i.test(path)) return 'credentials'
    if (/\/sign-in\/(?:social|oauth2)$|\/api\/auth\/signin\/[^/]+$/i.test(path)) return 'oauth-start'
    if (CALLBACK.test(path)) return 'callback'
    if (isLoginPath(path)) return isAction(exchange) ? 'action' : 'credentials'
    return undefined
  }
  if (CALLBACK.test(path) && (query.has('code') || query.has('state') || query.has('error'))) return 'callback'
  const to = landing(exchange)
  if (to && (to.searchParams.has('client_id') || to.searchParams.has('SAMLRequest')) && to.host !== exchange.host)
    return 'oauth-start'
  if (/\/auth\/(?:get-)?session$/i.test(path)) return 'session'
  return undefined
})

/** A page or payload was asked for and the answer leads to the sign-in page. */
export function isBounce(exchange: ExchangeEvent): boolean {
  if (exchange.browser.request.method !== 'GET') return false
  const path = pathAsked(exchange)
  if (isLoginPath(path) || LOGOUT.test(path) || isAuthPath(path)) return false
  const to = landing(exchange)
  return to !== undefined && isLoginPath(to.pathname)
}

/** The answer to a login leads on, to a page for somebody signed in. */
export function isAccepted(exchange: ExchangeEvent): boolean {
  const to = landing(exchange)
  if (!to || exchange.browser.response === undefined) return false
  if (to.hostname !== urlOf(exchange)?.hostname) return false
  return !isInBetween(to.pathname) && !isAuthPath(to.pathname) && !to.searchParams.has('error')
}

/**
 * The app does without the cookies that did not come with a post to its callback: it has the browser come again, with a GET that they
 * do come along with (better-auth), or leads on at once.
 */
export function callbackGoesOn(exchange: ExchangeEvent): boolean {
  const to = landing(exchange)
  if (!to || to.hostname !== urlOf(exchange)?.hostname) return false
  const again = to.pathname === pathAsked(exchange) && to.searchParams.has('code')
  return again || (isAccepted(exchange) && given(exchange, 'app').length > 0)
}

/** The answer to a login leads back to where it began: a wrong password, mostly. */
export function isTurnedDown(exchange: ExchangeEvent): boolean {
  const status = exchange.browser.response?.status ?? 0
  if (status === 401 || status === 422) return true
  const to = landing(exchange)
  return to !== undefined && (to.searchParams.has('error') || isLoginPath(to.pathname))
}

/** Cookies that an answer gives, without those that it takes away. */
export function given(exchange: ExchangeEvent, side: 'app' | 'browser'): string[] {
  const answer = side === 'app' ? exchange.app?.response : exchange.browser.response
  return cookiesSet(answer)
    .filter((line) => !isDeletion(line, exchange.at))
    .map(({ name }) => name)
}

/** Speaks the protocol of Next.js. */
export function isNext(exchange: ExchangeEvent): boolean {
  const answer = exchange.app?.response
  return (
    pathAsked(exchange).startsWith('/_next/') ||
    (answer !== undefined &&
      (has(answer.headers, 'x-nextjs-cache') ||
        has(answer.headers, 'x-action-redirect') ||
        has(answer.headers, 'x-nextjs-action-not-found') ||
        answer.headers.some((text, i) => i % 2 === 1 && text === 'Next.js')))
  )
}
