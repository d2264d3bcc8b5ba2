// Codes and tokens that are good for one use: the callback of a login, a link out of a mail.
import type { ExchangeEvent } from '../core/events.ts'
import { landing, queryAsked, statusOf } from './heads.ts'
import { loginStep } from './login-steps.ts'

/** The code or token of a callback or magic link; for comparing only, it is never told. */
export function oneTimeCode(exchange: ExchangeEvent): string | undefined {
  const step = loginStep(exchange)
  if (step !== 'callback' && step !== 'magic-link') return undefined
  const query = queryAsked(exchange.browser.request)
  return query.get('code') ?? query.get('token') ?? query.get('token_hash') ?? undefined
}

/** The app turned the code down. */
export function isFailedLogin(exchange: ExchangeEvent): boolean {
  return statusOf(exchange.app?.response) >= 400 || landing(exchange)?.searchParams.has('error') === true
}
