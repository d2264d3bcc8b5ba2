// Puts what the browser reports beside what was predicted. Which exchange a report is of, no number tells: it is the oldest one with
// the same method, URL, Cookie header and status that has no report yet; of those, one is as good as the other.
import type { CookieEvent, TimelineEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'
import type { Judged } from '../session/session.ts'
import type { Compared } from './compare-verdicts.ts'
import { compareVerdicts } from './compare-verdicts.ts'
import type { CookieReport } from './cookie-reports.ts'
import type { ScriptCookie } from './script-cookies.ts'
import { createScriptSources } from './script-sources.ts'

export interface SecondOpinion {
  /** A browser is opened: from here on exchanges are kept for its reports. Before, nothing is. */
  begin(): void
  judged(one: Judged): void
  told(event: TimelineEvent): void
  report(one: CookieReport): void
  script(one: ScriptCookie): void
  /** One sentence; undefined when no browser has reported anything. */
  inWords(): string | undefined
}

interface Pending {
  readonly key: string
  readonly judged: Judged
  told: boolean
  report?: CookieReport
  readonly moments: CookieEvent[]
}

/** Exchanges and reports that wait for each other; those of other browsers and of curl wait in vain. */
const MOST = 500

export function createSecondOpinion(publish: (event: CookieEvent) => void): SecondOpinion {
  let begun = false
  const pending = new Map<number, Pending>()
  const early = new Map<string, CookieReport[]>()
  const sources = createScriptSources(publish)
  const counts = { exchanges: 0, verdicts: 0, disagreed: 0 }

  function settle(id: number, one: Pending): void {
    if (!one.told || !one.report) return
    pending.delete(id)
    const { judged, report, moments } = one
    counts.exchanges += 1
    for (const compared of compareVerdicts(judged, report)) {
      counts.verdicts += 1
      if (!compared.same) counts.disagreed += 1
      const moment = moments.find(({ name, moment }) => name === compared.name && FOR[compared.about].includes(moment))
      if (compared.same && !moment) continue
      publish(eventOf(compared, judged))
    }
  }

  return {
    begin() {
      begun = true
    },
    judged(judged) {
      if (!begun) return
      const { seen } = judged
      const key = keyOf(judged)
      const waiting = early.get(key)
      const report = waiting?.shift()
      if (waiting?.length === 0) early.delete(key)
      pending.set(seen.id, { key, judged, told: false, moments: [], ...(report ? { report } : {}) })
      if (pending.size > MOST) pending.delete(pending.keys().next().value!)
    },
    told(event) {
      if (event.type === 'cookie') {
        const one = pending.get(event.exchange)
        one?.moments.push(event)
        // Told after what is being told.
        if (one && event.moment === 'learned') setImmediate(() => sources.learned(event, one.judged.seen.host))
      }
      if (event.type !== 'exchange') return
      const one = pending.get(event.id)
      if (!one) return
      // Its moments are told right after it.
      setImmediate(() => {
        one.told = true
        settle(event.id, one)
      })
    },
    report(report) {
      const key = [report.method, report.url, report.sent, report.status].join(' ')
      for (const [id, one] of pending) {
        if (one.key !== key || one.report) continue
        one.report = report
        return settle(id, one)
      }
      early.set(key, [...(early.get(key) ?? []), report])
      if (early.size > MOST) early.delete(early.keys().next().value!)
    },
    script: sources.set,
    inWords() {
      const { exchanges, verdicts, disagreed } = counts
      if (exchanges === 0) return undefined
      const agreed = verdicts - disagreed
      const wrong =
        disagreed === 0 ? '' : ` It disagreed with ${disagreed}: our rules are wrong there, please report it.`
      return `The browser itself confirmed ${agreed} of ${verdicts} cookie verdicts in ${exchanges === 1 ? '1 exchange' : `${exchanges} exchanges`}.${wrong}`
    },
  }
}

const FOR: Record<Compared['about'], readonly CookieEvent['moment'][]> = {
  line: ['kept', 'refused'],
  cookie: ['withheld', 'sent'],
}

function keyOf({ seen }: Judged): string {
  const { method, target, headers } = seen.browser.request
  const sent = getAll(headers, 'cookie').join('; ')
  return [method, `${seen.scheme}://${seen.host}${target}`, sent, seen.browser.response?.status].join(' ')
}

function eventOf({ name, domain, path, predicted, actual, same }: Compared, { seen, client }: Judged): CookieEvent {
  return {
    type: 'cookie',
    at: seen.at + seen.headMs,
    exchange: seen.id,
    client: client.id,
    moment: same ? 'confirmed' : 'disagreed',
    name,
    ...(domain === undefined ? {} : { domain }),
    ...(path === undefined ? {} : { path }),
    predicted,
    actual,
    text: same
      ? `the browser itself says so: ${actual}`
      : `predicted: ${predicted}; the browser itself says: ${actual}. Our rules are wrong here: please report it`,
  }
}
