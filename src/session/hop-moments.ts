// What the hops of the front did to cookies between browser and app, both ways, as moments of their lives.
import { cookieDifferences } from '../core/changes.ts'
import { parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import type { CookieEvent, Seen } from '../core/events.ts'
import { NO_HEADERS, sameLines } from '../core/headers.ts'
import type { Client } from './session.ts'

export type Moment = Omit<CookieEvent, 'type' | 'at' | 'exchange' | 'client'>

/** Where the lines are the same at both ends, nothing is looked into. */
export function hopMoments(seen: Seen, client: Client): Moment[] {
  const out: Moment[] = []
  if (seen.changes.length === 0) return out
  const { browser, app } = seen
  const asked = app !== undefined && sameLines(browser.request.headers, app.request.headers, 'cookie')
  const [sent, got] = [app?.response?.headers, browser.response?.headers ?? NO_HEADERS]
  const answered = sent !== undefined && sameLines(sent, got, 'set-cookie')
  for (const change of seen.changes) {
    const { hop, step, side } = change
    if (side === 'request' ? asked : answered) continue
    const by = `${hop}/${step}`
    for (const { what, from, to } of change.differences) {
      const header = what.toLowerCase()
      if (side === 'request' && header === 'cookie' && from !== undefined) {
        const left = new Set(parseCookieHeader(to ?? '').map(({ name }) => name))
        for (const { name } of parseCookieHeader(from)) {
          if (!left.has(name))
            out.push({
              moment: 'stripped',
              name,
              by,
              text: `${by} took it out of the request: the app does not see it`,
            })
        }
      }
      if (side === 'response' && header === 'set-cookie') {
        // A session that is set anew with every answer is rewritten in the same way every time: told once.
        const key = `changed ${by} ${asWritten(from)} ${asWritten(to)}`
        if (client.told.has(key)) continue
        client.told.add(key)
        out.push(changedLine(by, from, to))
      }
    }
  }
  return out
}

/** Name and attributes, without the value. */
function asWritten(line: string | undefined): string {
  if (line === undefined) return ''
  const end = line.indexOf(';')
  return line.slice(0, line.indexOf('=') + 1) + (end < 0 ? '' : line.slice(end))
}

function changedLine(by: string, from: string | undefined, to: string | undefined): Moment {
  const { name, value } = parseSetCookie(from ?? to ?? '')
  if (to === undefined)
    return {
      moment: 'stripped',
      name,
      value,
      by,
      text: `${by} took its Set-Cookie out of the answer: the browser never sees it`,
    }
  if (from === undefined) return { moment: 'changed', name, by, text: `${by} set it; the app did not` }
  const words = cookieDifferences(from, to).map(({ what, from: before, to: after }) => {
    if (what === '(value)') return 'another value'
    if (after === undefined) return `${what} taken away`
    if (before === undefined) return after === '' ? `${what} added` : `${what}=${after} added`
    return `${what} ${before} -> ${after}`
  })
  return {
    moment: 'changed',
    name,
    by,
    text: `${by} rewrote it: ${words.length > 0 ? words.join(', ') : 'spelling only'}`,
  }
}
