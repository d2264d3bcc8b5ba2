// What earlier exchanges of a browser profile tell about the next one: whose page embeds us, and whether we have just sent the
// browser away by redirect, so that its return is a bounce and not a visit. Both are held for a short while and for few hosts.
import type { CookieContext } from './context.ts'
import { type Host, placeOf } from './place.ts'
import type { ThirdPartyCookies } from './profile.ts'

export interface SeenBefore {
  /** Notes the answer to a request: a redirect to another site may come back. */
  noteAnswer(context: CookieContext, status: number, location: string | undefined): void
  /** The browser left this site by redirect within a top-level navigation and has not been back. */
  isBounce(host: Host): boolean
  /** What this browser does with third-party cookies, once it has said so (Sec-Fetch-Storage-Access). */
  policy(): ThirdPartyCookies | undefined
  /** Site of the page that last embedded a frame of this host. */
  embedderOf(host: Host): string | null
}

/** Milliseconds within which a redirect chain comes back by itself. */
const BOUNCE = 30_000
const KEPT = 64

export function createSeenBefore(now: () => number): SeenBefore {
  const away = new Map<string, number>()
  const embedders = new Map<string, string>()
  let policy: ThirdPartyCookies | undefined
  return {
    noteAnswer(context, status, location) {
      policy = context.policy ?? policy
      const { host } = context.place
      if (context.thirdParty && context.partition.topLevelSite !== null) {
        bounded(embedders).set(host.name, context.partition.topLevelSite)
      }
      if (context.kind !== 'top-level-navigation') return
      const redirects = status >= 300 && status < 400 && location !== undefined
      const target = redirects ? placeOf(location) : null
      if (target && target.host.group !== host.group) bounded(away).set(host.group, now())
      // A redirect within the site goes on with the same chain.
      else if (!redirects) away.delete(host.group)
    },
    isBounce: (host) => now() - (away.get(host.group) ?? Number.NEGATIVE_INFINITY) <= BOUNCE,
    policy: () => policy,
    embedderOf: (host) => embedders.get(host.name) ?? null,
  }
}

function bounded<Value>(map: Map<string, Value>): Map<string, Value> {
  if (map.size >= KEPT) map.delete(map.keys().next().value!)
  return map
}
