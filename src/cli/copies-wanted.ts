// A scenario with instances, and an app that somebody else started: what is theirs to do.
import type { Upstream } from '../core/exchange.ts'
import type { Scenario } from '../scenario/load.ts'

/** Lines for people. */
export function copiesWanted({ name, instances, chain }: Scenario, upstreams: readonly Upstream[]): string[] {
  const lines: string[] = []
  if (chain.steps.some((step) => step.name === 'serverless'))
    lines.push(
      `${name} ends and starts instances, which can only be done with an app that it has started itself: repro-proxy --scenario ${name} -- npm start. This one keeps its memory.`,
    )
  if (upstreams.length < instances.length)
    lines.push(
      `${name} is about ${instances.length} instances of your app, and ${upstreams.length === 1 ? 'this is one' : `these are ${upstreams.length}`}: let repro-proxy start them (repro-proxy --scenario ${name} -- npm start), or give --upstream once for each.`,
    )
  instances.slice(0, upstreams.length).forEach(({ env, cwd, clock }, i) => {
    const own = [
      ...Object.keys(env).map((key) => (env[key] === null ? `no ${key}` : `${key} of its own`)),
      ...(cwd === undefined ? [] : [`the build in ${cwd}`]),
      ...(clock === undefined ? [] : [`a clock that is ${Math.abs(clock / 1000)} s ${clock < 0 ? 'slow' : 'fast'}`]),
    ]
    if (own.length > 0)
      lines.push(`Instance ${upstreams[i]!.name} runs already, so this is yours to set: ${own.join(', ')}.`)
  })
  return lines
}

/** Another scenario is played than the one that the instances were made for: they stay as they were made. */
export function copiesStay(next: Scenario, first: Scenario): string[] {
  const wants = next.instances
  if (wants.length === 0 || JSON.stringify(wants) === JSON.stringify(first.instances)) return []
  const what = wants.length === 1 ? 'an instance of its own kind' : `${wants.length} instances`
  return [
    `${next.name} is about ${what}, and what runs was started for ${first.name}. Stop, and start with --scenario ${next.name}: instances are made at the start.`,
  ]
}
