// What an app does that takes another host for its own: it refuses posts whose Origin is not that host, or leads the browser
// there. The causes differ (Host rewritten, a port lost, a list, ...), so each is a rule; all of them ask here.
import { splitAuthority } from '../core/authority.ts'
import { attribute } from '../core/cookies.ts'
import type { Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { has } from '../core/headers.ts'
import { cookiesSet, hostTold, isAction, landing, leadsTo, originHost, statusOf, urlOf } from './heads.ts'
import { refusal } from './matters.ts'
import { answered, asked, cookieLine } from './quote.ts'
import { scriptLanding } from './script-landing.ts'

export interface HostSymptom {
  /** action: a Server Action was aborted; refused: a 403 or 400; location: led to that host; cookie: one for that host. */
  readonly kind: 'action' | 'refused' | 'location' | 'cookie'
  readonly header: 'X-Forwarded-Host' | 'Host'
  readonly told: string
  /** The browser's own, with its port. */
  readonly real: string
  readonly evidence: readonly string[]
}

/** `host` with the port left out that its scheme has anyway. */
export function normalHost(host: string, scheme: string): string {
  return URL.canParse(`${scheme}://${host}`) ? new URL(`${scheme}://${host}`).host : host
}

export function hostSymptom(scene: Scene): HostSymptom | undefined {
  const { exchange } = scene
  const told = hostTold(exchange)
  const base = urlOf(exchange)
  if (!told || !base || !exchange.app?.response) return undefined
  const facts = { header: told.header, told: told.host, real: base.host }
  return (
    originRefused(scene, facts) ??
    cookieForThere(scene, facts) ??
    ledThere(exchange, facts) ??
    scriptsLedThere(scene, facts)
  )
}

type Facts = Pick<HostSymptom, 'header' | 'told' | 'real'>

/** Next.js compares the host of Origin with the host it is told, as strings; guards of other apps do alike. */
function originRefused(scene: Scene, facts: Facts): HostSymptom | undefined {
  const { exchange } = scene
  const { app, browser } = exchange
  if (browser.request.method === 'GET' || browser.request.method === 'HEAD') return undefined
  const [sent, arrived] = [originHost(browser.request), originHost(app?.request)]
  // Another site's post is refused for good reason.
  if (sent !== facts.real || arrived === undefined || arrived === facts.told) return undefined
  const status = statusOf(app?.response)
  const action = isAction(exchange) && status === 500
  if (!action && status !== 403 && status !== 400) return undefined
  if (has(app!.response!.headers, 'x-nextjs-action-not-found')) return undefined
  // allowedOrigins may let this very pair through: then the 500 has another cause.
  for (const { exchange: earlier } of scene.all()) {
    const same = hostTold(earlier)?.host === facts.told && originHost(earlier.app?.request) === arrived
    if (same && isAction(earlier) === isAction(exchange) && statusOf(earlier.app?.response) < 400) return undefined
  }
  const evidence = [
    `${asked(exchange)}: the app got Origin ${arrived} and ${facts.header} ${facts.told}`,
    `${answered(exchange)}${action ? ': Next.js aborts a Server Action whose Origin is not its host' : ''}`,
  ]
  return { ...facts, kind: action ? 'action' : 'refused', evidence }
}

/** A redirect to the name that only the front knows the app by. */
function ledThere(exchange: ExchangeEvent, facts: Facts): HostSymptom | undefined {
  const to = landing(exchange)
  const byApp = leadsTo(exchange.app?.response, urlOf(exchange))
  if (!to || byApp?.host !== to.host) return undefined
  if (to.host === facts.real || to.host !== normalHost(facts.told, to.protocol.slice(0, -1))) return undefined
  return { ...facts, kind: 'location', evidence: [answered(exchange)] }
}

/** A cookie whose Domain is that name: the browser refuses it. */
function cookieForThere(scene: Scene, facts: Facts): HostSymptom | undefined {
  const refused = refusal(scene, ['InvalidDomain'])
  const host = splitAuthority(facts.told).host.toLowerCase()
  const line = cookiesSet(scene.exchange.app?.response).find(
    (one) => one.name === refused?.name && attribute(one, 'domain')?.replace(/^\./, '').toLowerCase() === host,
  )
  if (!line) return undefined
  return {
    ...facts,
    kind: 'cookie',
    evidence: [cookieLine(line), `the browser is on ${scene.exchange.host} and refuses it`],
  }
}

/** The same by the scripts of NextAuth. */
function scriptsLedThere(scene: Scene, facts: Facts): HostSymptom | undefined {
  const gone = scriptLanding(scene)
  if (!gone || gone.to.host === facts.real) return undefined
  if (gone.to.host !== normalHost(facts.told, gone.to.protocol.slice(0, -1))) return undefined
  return { ...facts, kind: 'location', evidence: [`${answered(gone.login)}; its callback-url is ${gone.to.origin}`] }
}

/** How the sentence about it ends. */
export function endsIn({ kind, told }: HostSymptom): string {
  if (kind === 'cookie') return 'and the browser refuses the cookie that it sets for that host'
  if (kind === 'action') return 'so the Server Action is aborted (500)'
  if (kind === 'refused') return 'so the Origin check refuses the post'
  return `and the browser is sent to ${told}`
}
