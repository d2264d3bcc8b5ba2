// The engine of the diagnoses: it shows each rule the exchanges that have what the rule looks at, prefers causes to their
// symptoms, and tells each cause once per subject. It works live and on recordings, and a fault in a rule never leaves it.
import type { Diagnosis, Held, Past, Scene, Sight } from '../core/diagnosis.ts'
import type { AppEvent, CookieEvent, ExchangeEvent, FindingEvent } from '../core/events.ts'
import type { PublicOrigin, Upstream } from '../core/exchange.ts'
import { adviceFor } from './advice.ts'
import type { Card } from './cards.ts'
import { createLogins } from './logins.ts'
import { createMemory } from './memory.ts'
import { maskOf, signsOf } from './signs.ts'

export interface FindingsOptions {
  readonly origin: PublicOrigin
  readonly upstreams: readonly Upstream[]
  readonly diagnoses: readonly Diagnosis[]
  /** Of a recording, by exchange: what was told then. The rules add to its counts, and nothing of their own. */
  readonly told?: ReadonlyMap<number, readonly FindingEvent[]>
  /** A rule that threw is reported once and left out from then on. */
  readonly onFault?: (diagnosis: string, error: unknown) => void
}

export interface Findings {
  observe(exchange: ExchangeEvent, moments: readonly CookieEvent[]): FindingEvent[]
  /** What the app itself printed: it names errors that no answer shows. */
  heard(event: AppEvent): void
  /** All that was found, with counts so far. */
  found(): FindingEvent[]
  /** One per login, oldest first. */
  cards(): Card[]
}

interface Told {
  event: FindingEvent
  count: number
  /** Of each browser: when it was seen last. */
  readonly clients: Map<string, number>
  readonly explains: Set<string>
}

const BOUND = { told: 500, clients: 50, indexed: 1000 }
/** A cause goes on explaining its symptoms for this long: milliseconds. */
const EXPLAINS_FOR = 120_000

export function createFindings(options: FindingsOptions): Findings {
  const { origin, upstreams, onFault } = options
  const memory = createMemory()
  const logins = createLogins(memory)
  const output = createErrorWords()
  const rules = options.diagnoses.map((rule) => ({ rule, masks: rule.looksAt.map(maskOf) }))
  /** The rules for each combination of signs; few of them ever occur. */
  const indexed = new Map<number, readonly Diagnosis[]>()
  const broken = new Set<string>()
  const told = new Map<string, Told>()

  function sceneOf(exchange: ExchangeEvent, moments: readonly CookieEvent[]): Scene {
    const { traits } = memory
    const browser = memory.browser(exchange.client)
    let names: Set<string> | undefined
    return {
      exchange,
      moments,
      origin,
      upstreams,
      libraries: traits.libraries,
      next: traits.next,
      dev: traits.dev,
      prefix: traits.prefix,
      attempt: browser.attempt,
      output: output.words,
      held: (name): Held | undefined => browser.held.get(name),
      get jar() {
        names ??= new Set(browser.held.keys())
        return names
      },
      before: () => memory.past(exchange.client),
      all: () => memory.past(),
      byId: (id): Past | undefined => memory.byId(id),
    }
  }

  function rulesFor(signs: number): readonly Diagnosis[] {
    const known = indexed.get(signs)
    if (known) return known
    const found = rules.filter(({ masks }) => masks.some((mask) => (signs & mask) === mask)).map(({ rule }) => rule)
    if (indexed.size < BOUND.indexed) indexed.set(signs, found)
    return found
  }

  function seen(scene: Scene, signs: number): [Diagnosis, Sight][] {
    const out: [Diagnosis, Sight][] = []
    for (const rule of rulesFor(signs)) {
      if (broken.has(rule.name)) continue
      try {
        const sight = rule.check(scene)
        if (sight) out.push([rule, sight])
      } catch (error) {
        broken.add(rule.name)
        onFault?.(rule.name, error)
      }
    }
    return out
  }

  const explainedBy = (rule: Diagnosis, sight: Sight) => [...(rule.explains ?? []), ...(sight.explains ?? [])]

  /** The cause that explains `name` for this browser, told a while ago. */
  function toldCause(name: string, { client, at }: ExchangeEvent): Told | undefined {
    for (const one of told.values()) {
      const last = one.clients.get(client)
      if (last !== undefined && at - last < EXPLAINS_FOR && one.explains.has(name)) return one
    }
    return undefined
  }

  function again(known: Told, { client, at, id }: ExchangeEvent, symptoms: readonly string[]): void {
    if (known.event.exchange === id) return
    known.count += 1
    if (known.clients.size < BOUND.clients || known.clients.has(client)) known.clients.set(client, at)
    known.event = { ...known.event, count: known.count, ...withSymptoms(known.event.explains, symptoms) }
  }

  /** What was told of an exchange when it was recorded. */
  function retell(event: FindingEvent, { client, at }: ExchangeEvent): void {
    const rule = options.diagnoses.find(({ name }) => name === event.id)
    const explains = new Set([...(rule?.explains ?? []), ...(event.explains ?? [])])
    const clients = new Map([[event.client ?? client, at]])
    told.set(`${event.id}\n${event.exchange} ${event.title}`, { event, count: 1, clients, explains })
  }

  function retold({ name }: Diagnosis, { title }: Sight): Told | undefined {
    const same = [...told.values()].filter(({ event }) => event.id === name)
    return same.find(({ event }) => event.title === title) ?? same.at(-1)
  }

  function tell(rule: Diagnosis, sight: Sight, scene: Scene, symptoms: readonly string[]): FindingEvent | undefined {
    const { exchange } = scene
    const key = `${rule.name}\n${sight.subject}`
    const known = options.told ? retold(rule, sight) : told.get(key)
    if (known) again(known, exchange, symptoms)
    if (known || options.told) return undefined
    if (told.size >= BOUND.told) told.delete(told.keys().next().value!)
    const event: FindingEvent = {
      type: 'finding',
      at: exchange.at + exchange.headMs,
      id: rule.name,
      level: sight.level ?? rule.level,
      title: sight.title,
      exchange: exchange.id,
      evidence: sight.evidence,
      why: rule.local,
      fix: adviceFor(rule, scene),
      count: 1,
      client: exchange.client,
      ...withSymptoms(undefined, symptoms),
    }
    const clients = new Map([[exchange.client, exchange.at]])
    told.set(key, { event, count: 1, clients, explains: new Set(explainedBy(rule, sight)) })
    return event
  }

  return {
    observe(exchange, moments) {
      memory.learn(exchange)
      if (exchange.plumbing) return []
      // What a stand-in for somebody else's site answers says nothing of the app.
      if (exchange.site !== undefined && !exchange.app) return []
      logins.begin(exchange)
      const scene = sceneOf(exchange, moments)
      const sights = seen(scene, signsOf(exchange, moments, memory.traits.instances.size > 1))
      const events: FindingEvent[] = [...(options.told?.get(exchange.id) ?? [])]
      for (const event of events) retell(event, exchange)
      for (const [rule, sight] of sights) {
        if (sights.some(([other, its]) => other !== rule && explainedBy(other, its).includes(rule.name))) continue
        const cause = toldCause(rule.name, exchange)
        if (cause) {
          cause.event = { ...cause.event, ...withSymptoms(cause.event.explains, [rule.name]) }
          continue
        }
        const names = explainedBy(rule, sight)
        const symptoms = sights.map(([other]) => other.name).filter((name) => names.includes(name))
        const event = tell(rule, sight, scene, symptoms)
        if (event) events.push(event)
      }
      logins.follow(exchange, moments, events)
      memory.keep({ exchange, moments })
      return events.length > 1 ? events.sort((a, b) => RANK[a.level] - RANK[b.level]) : events
    },
    heard: (event) => output.note(event),
    found: () => [...told.values()].map(({ event }) => event),
    cards: () =>
      logins.cards([...told.values()].map(({ event, clients }) => ({ event, clients: new Set(clients.keys()) }))),
  }
}

const RANK = { error: 0, warning: 1, info: 2 }

function withSymptoms(had: readonly string[] | undefined, more: readonly string[]): { explains?: readonly string[] } {
  const all = [...new Set([...(had ?? []), ...more])]
  return all.length === 0 ? {} : { explains: all }
}

/** Error names that the app printed; only these words are kept, not its output. */
function createErrorWords(): { readonly words: readonly string[]; note(event: AppEvent): void } {
  const words: string[] = []
  const known =
    /UntrustedHost|MissingSecret|NO_SECRET|CLIENT_FETCH_ERROR|JWTSessionError|JWT_SESSION_ERROR|MissingCSRF|Invalid Server Actions request|Invalid URL|Cookie length is too big/gi
  return {
    words,
    note({ state, text }) {
      if (state !== 'output') return
      for (const word of text.match(known) ?? []) if (!words.includes(word)) words.push(word)
    },
  }
}
