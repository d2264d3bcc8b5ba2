// The part of the inspector's self-check that the page cannot do: what the traffic so far proves, and what the project says. What
// has not been seen yet is not known, and is not called good.
import type { Project } from '../app/project.ts'
import type { ExchangeEvent } from '../core/events.ts'
import type { Upstream } from '../core/exchange.ts'
import { get } from '../core/headers.ts'
import type { CheckResult } from '../inspector/protocol.ts'
import type { Timeline } from '../proxy/timeline.ts'
import type { Check } from './check.ts'
import { checkApp, checkPublicUrl } from './project-checks.ts'
import type { Where } from './where.ts'

export interface Subject {
  readonly timeline: Timeline
  readonly upstreams: readonly Upstream[]
  /** What the browser says the time is. */
  readonly clock: number
  /** Absent: an app of our own. */
  readonly project?: { readonly project: Project; readonly where: Where }
}

/** Milliseconds; tokens are often refused when they are a minute early. */
const APART = 30_000

export async function selfCheck({ timeline, upstreams, clock, project }: Subject): Promise<CheckResult[]> {
  const exchanges = timeline.events().filter((event): event is ExchangeEvent => event.type === 'exchange')
  const [app, env] = await Promise.all([
    checkApp(upstreams, true),
    project ? checkPublicUrl(project.project, project.where) : [],
  ])
  return [
    ...app.map((one) => shown('App', one)),
    http2(exchanges),
    webSocket(exchanges),
    stream(exchanges),
    devOrigins(exchanges),
    clocks(exchanges, clock),
    ...env.map((one) => shown('App environment', one)),
  ]
}

function shown(name: string, { state, text, hint }: Check): CheckResult {
  return {
    name,
    state: state === 'ok' ? 'good' : state === 'info' ? 'unknown' : 'bad',
    text,
    ...(hint === undefined ? {} : { hint }),
  }
}

function http2(exchanges: readonly ExchangeEvent[]): CheckResult {
  const name = 'HTTP/2'
  const tls = exchanges.filter(({ scheme }) => scheme === 'https')
  if (tls.some(({ browser }) => browser.request.version === '2'))
    return { name, state: 'good', text: 'Browsers speak HTTP/2 with this front, as they do with most in production.' }
  const text =
    tls.length === 0
      ? 'No request has come yet.'
      : 'All requests so far came over HTTP/1.1; browsers choose HTTP/2 by themselves.'
  return { name, state: 'unknown', text, hint: 'Open the app in a browser once.' }
}

function webSocket(exchanges: readonly ExchangeEvent[]): CheckResult {
  const name = 'WebSocket'
  const opened = exchanges.filter(({ kind }) => kind === 'websocket')
  const last = opened.at(-1)
  if (!last) {
    const hint = 'next dev opens one for hot reload as soon as a page is open.'
    return { name, state: 'unknown', text: 'No WebSocket has been opened yet.', hint }
  }
  if (last.end === 'upgraded')
    return { name, state: 'good', text: `The last one, in exchange #${last.id}, was opened.` }
  return {
    name,
    state: 'bad',
    text: `The last one, in exchange #${last.id}, was answered ${last.browser.response?.status ?? 'not at all'}.`,
    hint: last.plumbing
      ? 'The app itself said that: see its own output.'
      : 'The scenario may do that on purpose: exchange and ladder tell which hop.',
  }
}

function stream(exchanges: readonly ExchangeEvent[]): CheckResult {
  const name = 'Server-sent events'
  const seen = exchanges.filter(({ browser }) =>
    /^text\/event-stream/i.test(get(browser.response?.headers ?? [], 'content-type') ?? ''),
  )
  const last = seen.at(-1)
  if (!last) return { name, state: 'unknown', text: 'No event stream has been asked for yet.' }
  const text = `The head of the last one, in exchange #${last.id}, came after ${Math.round(last.headMs)} ms.`
  return { name, state: 'good', text }
}

function devOrigins(exchanges: readonly ExchangeEvent[]): CheckResult {
  const name = "The dev server's origin gate"
  const own = exchanges.filter(({ plumbing }) => plumbing)
  const refused = own.filter(({ app }) => app?.response?.status === 403)
  if (own.length === 0) return { name, state: 'unknown', text: 'Nothing of a dev server has been asked for yet.' }
  if (refused.length === 0)
    return { name, state: 'good', text: `It let all ${own.length} requests for its own files through.` }
  return {
    name,
    state: 'bad',
    text: `The dev server refused ${refused.length} of ${own.length} requests for its own files with 403, last in #${refused.at(-1)!.id}.`,
    hint: 'Add the public host to allowedDevOrigins in next.config.',
  }
}

function clocks(exchanges: readonly ExchangeEvent[], clock: number): CheckResult {
  const name = 'Clocks'
  const apart = (ms: number) => `${Math.abs(Math.round(ms / 1000))} s ${ms < 0 ? 'behind' : 'ahead of'} this machine's`
  const browser = clock - Date.now()
  if (Number.isFinite(browser) && Math.abs(browser) > APART) {
    const hint = 'Set it right: cookies end and tokens begin by it.'
    return { name, state: 'bad', text: `The browser's clock is ${apart(browser)}.`, hint }
  }
  const told = exchanges.findLast(({ app }) => app?.response && get(app.response.headers, 'date'))
  const date = Date.parse(get(told?.app?.response?.headers ?? [], 'date') ?? '')
  if (!told || Number.isNaN(date))
    return { name, state: 'good', text: "The browser's clock agrees; the app has not said the time yet." }
  const app = date - (told.at + told.headMs)
  if (Math.abs(app) > APART)
    return {
      name,
      state: 'bad',
      text: `The app's clock is ${apart(app)} (exchange #${told.id}).`,
      hint: 'Containers and virtual machines may drift: restart theirs.',
    }
  return { name, state: 'good', text: 'Browser, front and app agree about the time.' }
}
