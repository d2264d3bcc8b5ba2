// The whole check: learn the app once with nothing in front, then play the same behind every scenario, some at a time.
import type { FindingEvent, TimelineEvent } from '../core/events.ts'
import type { Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'
import { freePort } from '../runner/free-port.ts'
import { loadScenario } from '../scenario/load.ts'
import { openAuthorities } from '../tls/authorities.ts'
import type { Authority } from '../tls/authority.ts'
import { onBareApp } from './bare-app.ts'
import type { Learned, OnStage, Outcome, Play } from './play.ts'
import { survives } from './play.ts'
import { unlessSilent, unlessSilentNow } from './silence.ts'
import { setStage } from './stage.ts'
import type { Driver, Visitor } from './visitor.ts'

/** The public name when none is given. */
export const HOST = 'shop.localhost'

export interface CheckOptions {
  readonly upstreams: readonly Upstream[]
  /** Names or paths. */
  readonly scenarios: readonly string[]
  readonly play: Play
  readonly host?: string
  /** A driver for each job: it leads to one port. */
  readonly driver: (door: { host: string; port: number; certificates: readonly string[] }) => Promise<Driver>
  readonly jobs?: number
  /** How often a failed scenario is tried again; one that then survives is called flaky. */
  readonly retries?: number
  /** End at the first one that does not survive. */
  readonly bail?: boolean
  /** Results hold all events of their run. */
  readonly keep?: boolean
  readonly signal?: AbortSignal
  readonly onPlan?: (plan: Learned) => void
  readonly onResult?: (result: Result) => void
}

export interface Result extends Outcome {
  readonly scenario: string
  readonly group: string
  readonly survives: boolean
  /** Survived, but not every time. */
  readonly flaky: boolean
  readonly cause?: FindingEvent
  readonly findings: readonly FindingEvent[]
  /** All that was seen, when `keep` was asked for. */
  readonly events?: readonly TimelineEvent[]
  readonly ms: number
}

export interface Checked {
  readonly plan: Learned
  readonly driver: Driver['name']
  /** As they were asked for. */
  readonly results: readonly Result[]
  readonly ms: number
}

/** Milliseconds; a failure that took longer may be the app's silence. */
const SLOW = 5000

/** The real servers' own timeouts, not those that were shortened for measuring: an app that takes three seconds fails behind none of them. */
const PATIENT = { dev: true }

/** What all is held against: TLS and nothing else. */
const REFERENCE = 'direct'

/** Rejects with UserError when the check could not be made. */
export async function check(options: CheckOptions): Promise<Checked> {
  const { host = HOST, scenarios, jobs = 3, retries = 0, signal } = options
  const began = performance.now()
  // Every file is read before anything runs: a name that is wrong is told at once.
  const named = await Promise.all(
    scenarios.map(async (name) => {
      const scenario = await loadScenario(name, PATIENT)
      scenario.close()
      return { asked: name, name: scenario.name, group: scenario.group }
    }),
  )
  const authorities = await openAuthorities([host])
  const certificates = authorities.map(({ certificate }) => certificate)
  const drivers: Driver[] = []
  const worker = async (): Promise<Place> => {
    const port = await freePort()
    const driver = await options.driver({ host, port, certificates })
    drivers.push(driver)
    return { ...options, host, port, driver, authorities }
  }
  const firstOne = worker()
  // A browser takes a while to come up: the others do so while the first one learns.
  const more = Array.from({ length: Math.max(0, Math.min(jobs, named.length) - 1) }, worker)
  const all = Promise.all([firstOne, ...more])
  all.catch(() => {})
  try {
    const first = await firstOne
    const plan = await learned(first)
    options.onPlan?.(plan)
    const results = new Map<string, Result>()
    const queue = [...named]
    const work = async (place: Place) => {
      for (let next = queue.shift(); next !== undefined && !signal?.aborted; next = queue.shift()) {
        let result = await one(place, next)
        for (let again = 0; again < retries && !result.survives; again++) {
          const second = await one(place, next)
          if (second.survives) result = { ...second, flaky: true }
        }
        results.set(next.asked, result)
        options.onResult?.(result)
        if (options.bail && !result.survives) queue.length = 0
      }
    }
    await Promise.all((await all).map(work))
    return {
      plan,
      driver: first.driver.name,
      results: named.flatMap(({ asked }) => results.get(asked) ?? []),
      ms: performance.now() - began,
    }
  } finally {
    await Promise.allSettled([firstOne, ...more])
    await Promise.all(drivers.map((driver) => driver.close()))
  }
}

interface Place extends Omit<CheckOptions, 'driver'> {
  readonly host: string
  readonly port: number
  readonly driver: Driver
  readonly authorities: readonly [Authority, ...Authority[]]
}

/** Behind TLS and nothing else; where that fails already, as the developer opens the app. Rejects with UserError. */
async function learned(place: Place): Promise<Learned> {
  const { play, upstreams, driver } = place
  try {
    return (await onStage(place, REFERENCE, (on) => play.learn(on))).value
  } catch (error) {
    if (!(error instanceof UserError) || play.withPort) throw error
    const [first = ''] = error.message.split('\n')
    const alone = first.replace(' with nothing in front of the app', '')
    const bare = await onBareApp(upstreams[0]!, driver, (on) => play.learn(on)).catch((other: unknown) => {
      if (other instanceof UserError) return undefined
      throw other
    })
    if (!bare) throw error
    return {
      ...bare,
      assumed: [
        ...bare.assumed,
        `so it is at http://${upstreams[0]!.authority} only; behind TLS and nothing else, ${alone}`,
      ],
    }
  }
}

async function one(
  place: Place,
  { asked, name, group }: { asked: string; name: string; group: string },
): Promise<Result> {
  const began = performance.now()
  const { value, cause, findings, ownPage, events } = await onStage(place, asked, (on) => place.play.run(on))
  // A front may have given up on the app before we do: its failure would be told as the front's.
  if (!survives(value) && performance.now() - began > SLOW) await unlessSilentNow(place.upstreams[0]!)
  return {
    ...value,
    seen: cause || !ownPage || survives(value) ? value.seen : [ownPage, ...value.seen],
    scenario: name,
    group,
    survives: survives(value),
    flaky: false,
    ...(cause === undefined ? {} : { cause }),
    findings,
    ...(place.keep ? { events } : {}),
    ms: performance.now() - began,
  }
}

/** With what was found out about it. */
function explained(error: UserError, cause: FindingEvent | undefined): UserError {
  if (!cause) return error
  const why = [
    cause.title,
    ...cause.fix.map((line) => `fix ${line}`),
    ...(error.hint === undefined ? [] : [error.hint]),
  ]
  return new UserError(error.message, { hint: why.join('\n'), exitCode: error.exitCode })
}

async function onStage<T>(
  { host, port, upstreams, authorities, driver, ...place }: Place,
  name: string,
  play: (on: OnStage) => Promise<T>,
) {
  const scenario = await loadScenario(name, PATIENT)
  const { withPort = false } = place.play
  const stage = await setStage({ scenario, host, port, upstreams, authorities, withPort }).catch((error: unknown) => {
    scenario.close()
    throw error
  })
  const over = new AbortController()
  const end = () => over.abort()
  place.signal?.addEventListener('abort', end, { once: true })
  const visitors = new Map<string, Promise<Visitor>>()
  const visitor = (who: string) => {
    const known = visitors.get(who) ?? driver.visitor(stage.door)
    visitors.set(who, known)
    return known
  }
  try {
    const playing = play({ scenario: scenario.name, base: stage.base, door: stage.door, signal: over.signal, visitor })
    // Its visitors leave before it is over when the app turns out to be silent.
    playing.catch(() => {})
    const value = await unlessSilent(upstreams[0]!, playing).catch((error: unknown) => {
      if (error instanceof UserError) throw explained(error, stage.cause())
      const [first] = String((error as Error).message).split('\n')
      throw new UserError(`the check behind ${name} broke off: ${first}`, { cause: error })
    })
    const lost = stage.events.findLast((event) => event.type === 'app')
    if (lost?.type === 'app' && lost.state === 'lost')
      throw new UserError(`your app stopped answering behind ${name}: ${lost.text}`, {
        hint: 'Look at its own output, start it again, and check again.',
      })
    return { value, cause: stage.cause(), findings: stage.findings(), ownPage: stage.ownPage(), events: stage.events }
  } finally {
    end()
    place.signal?.removeEventListener('abort', end)
    await Promise.allSettled([...visitors.values()].map(async (who) => (await who).close()))
    await stage.close()
  }
}
