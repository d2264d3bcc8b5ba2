// What stands above the timeline: where to go, what is played, and what the app should believe about its own address.
import type { Need, WrittenUrl } from '../app/public-url.ts'
import { differs, VARIABLES } from '../app/public-url.ts'
import { urlOf } from '../app/upstream.ts'
import type { PublicOrigin, Upstream } from '../core/exchange.ts'
import { siteUrl } from '../core/sites.ts'
import type { Scenario } from '../scenario/load.ts'
import { styleOf } from './say.ts'

export interface BannerFacts {
  readonly url: string
  readonly httpUrl?: string | undefined
  /** Its page, with the token. */
  readonly inspector?: string | undefined
  readonly upstreams: readonly Upstream[]
  readonly scenario: Pick<Scenario, 'name' | 'about' | 'chain' | 'believed' | 'sites'>
  /** What names in the scenario are relative to. */
  readonly front: { readonly origin: PublicOrigin }
  /** undefined: nothing is said about the environment. */
  readonly needs: readonly Need[] | undefined
  readonly written: readonly WrittenUrl[]
  /** What an app that we start is given. */
  readonly given?: Readonly<Record<string, string>>
}

/** Lines; no newline at the end. */
export function banner(facts: BannerFacts): string {
  const { url, httpUrl, inspector, upstreams, scenario, needs, written, given } = facts
  const { bold, dim } = styleOf()
  const row = (name: string, text: string) => `  ${dim(name.padEnd(9))}${text}`
  const next = (text: string) => row('', text)
  const { hops, steps } = scenario.chain
  const lines = [
    `\n  ${bold(url)}  ->  ${upstreams.map(urlOf).join(', ')}`,
    ...(httpUrl === undefined ? [] : [next(`${httpUrl} (plain http)`)]),
    ...(inspector === undefined ? [] : [row('inspect', inspector)]),
    row('scenario', `${scenario.name}: ${oneLine(scenario.about)}`),
    ...hops.flatMap(({ name, site }, i) => {
      if (site) return []
      const names = steps.filter(({ hopIndex }) => hopIndex === i).map((step) => step.name)
      return row(i === 0 ? 'hops' : '', `${name}: ${names.length === 0 ? 'passes everything on' : names.join(', ')}`)
    }),
    ...scenario.sites.map(({ name, about, ...site }, i) =>
      row(i === 0 ? 'sites' : '', `${siteUrl(site, facts.front.origin)}  ${about === '' ? name : about}`),
    ),
    ...scenario.believed.map((text, i) => row(i === 0 ? 'believed' : '', text)),
    ...(needs === undefined ? [] : environment(url, needs, written, given)).map((text, i) =>
      row(i === 0 ? 'app env' : '', text),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function environment(
  url: string,
  needs: readonly Need[],
  written: readonly WrittenUrl[],
  given: Readonly<Record<string, string>> = {},
): string[] {
  const told = VARIABLES.filter((variable) => given[variable] !== undefined)
  const lines = told.length > 0 ? [`${told.join(', ')}: your app is given ${url}`] : []
  const left = needs.filter(({ variable }) => given[variable] === undefined)
  lines.push(
    ...left.map(({ variable, level }) => {
      const stated = written.find((one) => one.variable === variable)
      if (stated) return statement(stated, url)
      return level === 'must'
        ? `${variable}=${url}`
        : `${variable}: as production has it; without, the app follows X-Forwarded-*`
    }),
  )
  // A variable that no dependency explains is somebody's own, and matters all the same when it names another place.
  for (const one of written) {
    if (!needs.some(({ variable }) => variable === one.variable) && differs(one, url)) lines.push(statement(one, url))
  }
  if (lines.length > 0) return lines
  return [`${url} for ${VARIABLES.join(', ')}, whichever the app has`]
}

function statement(one: WrittenUrl, url: string): string {
  if (!differs(one, url)) return `${one.variable}=${one.value} (${one.file})`
  return `${one.variable}=${url}   ${styleOf().bold(`but ${one.file}:${one.line} says ${one.value}`)}`
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ')
