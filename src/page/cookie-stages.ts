// One cookie through one exchange: its Set-Cookie line as the app wrote it, as each hop left it and as the browser got it; or, on the
// way down, where it still was in the request.
import { attribute, parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'

export interface Stage {
  readonly by: string
  /** undefined: not there. */
  readonly line: string | undefined
}

export interface AttributeRow {
  readonly name: string
  /** One for each stage; undefined: not there, '' there without a value. */
  readonly values: readonly (string | undefined)[]
}

/** Empty when no answer in this exchange sets it. */
export function answerStages({ app, browser, changes }: ExchangeEvent, name: string): Stage[] {
  const among = (lines: readonly string[]) => lines.findLast((line) => parseSetCookie(line).name === name)
  const got = browser.response && among(getAll(browser.response.headers, 'set-cookie'))
  const stages: Stage[] = []
  let line = app?.response && among(getAll(app.response.headers, 'set-cookie'))
  if (app?.response) stages.push({ by: 'app', line })
  for (const { hop, step, side, differences } of changes) {
    if (side !== 'response') continue
    for (const { what, from, to } of differences) {
      if (what.toLowerCase() !== 'set-cookie') continue
      const own = [from, to].some((one) => one !== undefined && parseSetCookie(one).name === name)
      if (!own) continue
      line = to
      stages.push({ by: `${hop}/${step}`, line })
    }
  }
  stages.push({ by: 'browser', line: got })
  return stages.some((stage) => stage.line !== undefined) ? stages : []
}

const KNOWN = ['Domain', 'Path', 'Expires', 'Max-Age', 'Secure', 'HttpOnly', 'SameSite', 'Partitioned']

export function attributeRows(stages: readonly Stage[]): AttributeRow[] {
  const lines = stages.map(({ line }) => (line === undefined ? undefined : parseSetCookie(line)))
  const others = lines.flatMap((line) => line?.attributes.map(({ name }) => name) ?? [])
  const names = [...KNOWN]
  for (const name of others) if (!names.some((one) => one.toLowerCase() === name.toLowerCase())) names.push(name)
  const rows = names.map((name) => ({
    name,
    values: lines.map((line) => {
      const value = line && attribute(line, name)
      return value === null ? '' : value
    }),
  }))
  const value = { name: 'value', values: lines.map((line) => line?.value) }
  return [value, ...rows.filter(({ values }) => values.some((one) => one !== undefined))]
}

/** Where the cookie was in the request: at the browser, after each step that touched it, at the app. */
export function requestStages({ app, browser, changes }: ExchangeEvent, name: string): Stage[] {
  const among = (headers: readonly string[]) =>
    headers.flatMap(parseCookieHeader).find((pair) => pair.name === name)?.value
  const stages: Stage[] = [{ by: 'browser', line: among(getAll(browser.request.headers, 'cookie')) }]
  for (const { hop, step, side, differences } of changes) {
    if (side !== 'request') continue
    for (const { what, from, to } of differences) {
      if (what.toLowerCase() !== 'cookie') continue
      const [before, after] = [among(from === undefined ? [] : [from]), among(to === undefined ? [] : [to])]
      if (before !== after) stages.push({ by: `${hop}/${step}`, line: after })
    }
  }
  if (app) stages.push({ by: 'app', line: among(getAll(app.request.headers, 'cookie')) })
  return stages.some((stage) => stage.line !== undefined) ? stages : []
}
