// How often the model was right in this session: each Cookie header that came was predicted first. So every real session
// checks the rules, and says so at its end.
import type { Echo } from './echo.ts'

export interface Agreement {
  /** Requests of browsers with cookies at stake, and nothing left open by their headers. */
  readonly compared: number
  /** Those that came as predicted. */
  readonly agreed: number
  /** Those that lacked a cookie: cleared by the user or a script, or our rules are wrong. */
  readonly missing: number
  /** Those that carried a cookie that should have stayed away: our rules are wrong. */
  readonly unexpected: number
}

export interface AgreementSoFar {
  note(echo: Echo): void
  now(): Agreement
}

export function createAgreement(): AgreementSoFar {
  const counts = { compared: 0, agreed: 0, missing: 0, unexpected: 0 }
  return {
    note({ compared, agreed, missing, unexpected }) {
      if (!compared) return
      counts.compared += 1
      if (agreed) counts.agreed += 1
      else if (unexpected.length > 0) counts.unexpected += 1
      else if (missing.length > 0) counts.missing += 1
    },
    now: () => ({ ...counts }),
  }
}

/** One sentence, or two; undefined when nothing was compared. */
export function agreementInWords({ compared, agreed, missing, unexpected }: Agreement): string | undefined {
  if (compared === 0) return undefined
  // Rounded down, so that 100 % means all.
  const percent = Math.floor((agreed / compared) * 1000) / 10
  const requests = compared === 1 ? '1 request' : `${compared} requests`
  const others = [
    missing === 0
      ? ''
      : `${missing} without a cookie that was due (cleared by the user or a script, or our rules are wrong)`,
    unexpected === 0
      ? ''
      : `${unexpected} with a cookie that should have stayed away (our rules are wrong: please report it)`,
  ].filter((text) => text !== '')
  const rest = others.length === 0 ? '' : ` The others: ${others.join('; ')}.`
  return `The browser sent the cookies that were predicted in ${agreed} of ${requests} (${percent} %).${rest}`
}
