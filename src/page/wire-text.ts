import type { ExchangeEvent } from '../core/events.ts'
import { printWire } from '../core/wire.ts'

/** The exchange in the notation that reports, tests and scenarios are written in. */
export function wireOf({ browser, app, scheme }: ExchangeEvent): string {
  const body = ''
  return printWire({
    browser: { ...browser.request, scheme, body, client: '', after: 0 },
    ...(app ? { toApp: { ...app.request, instance: '', body } } : {}),
    ...(app?.response ? { fromApp: { ...app.response, body } } : {}),
    ...(browser.response ? { toBrowser: { ...browser.response, body } } : {}),
  })
}
