// What the hops of one exchange changed, one line for each step that did something worth reading.
import type { Difference } from '../core/changes.ts'
import { cookieDifferences } from '../core/changes.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { inert, shortened } from './inert.ts'

/** Every hop ends and begins connections; only a lost Upgrade is news. */
const ROUTINE =
  /^(?:connection|keep-alive|proxy-connection|te|transfer-encoding|date|server|\(version\)|content-length)$/i

export interface ChangeLine {
  /** hop/step */
  readonly by: string
  readonly words: string
  /** Which change this is: a step that changes it again in the same way says nothing new. */
  readonly subject: string
}

export function changeLines(event: ExchangeEvent, side: 'request' | 'response', width: number): ChangeLine[] {
  const lines: ChangeLine[] = []
  for (const { hop, step, side: where, differences } of event.changes) {
    if (where !== side) continue
    const told = differences.filter(({ what }) => !ROUTINE.test(what) && !isUpgradeAnswer(event, what))
    told.forEach((difference, i) => {
      // A step may add several lines of one name; each is a subject of its own.
      const nth = told.slice(0, i).filter(({ what }) => what === difference.what).length
      lines.push({
        by: inert(`${hop}/${step}`),
        words: inWords(difference, Math.max(20, width - 50)),
        subject: [side, hop, step, difference.what.toLowerCase(), nth].join('\n'),
      })
    })
  }
  return lines
}

function isUpgradeAnswer(event: ExchangeEvent, what: string): boolean {
  return what.toLowerCase() === 'upgrade' && event.end === 'upgraded'
}

function inWords({ what, from, to }: Difference, room: number): string {
  const cut = (value: string, share = 1) => shortened(inert(value), Math.floor(room * share))
  if (what.toLowerCase() === 'set-cookie' && from !== undefined && to !== undefined) {
    const words = cookieDifferences(from, to).map((one) => inWords(one, room / 2))
    return `Set-Cookie ${cut(from.slice(0, from.indexOf('=')))}: ${words.length > 0 ? words.join(', ') : 'spelling only'}`
  }
  const name = inert(what)
  if (to === undefined) return from ? `- ${name}: ${cut(from)}` : `- ${name}`
  if (from === undefined) return to === '' ? `+ ${name}` : `+ ${name}: ${cut(to)}`
  return `${name}: ${cut(from, 0.5)} -> ${cut(to, 0.5)}`
}
