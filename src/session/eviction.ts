// How many cookies a site may keep: over 180 for one registrable domain (all its hosts together) it is cut to 150, and a partition
// may hold 10 KiB. Least recently used first, plain before Secure; Chromium heeds Priority in rounds, Firefox spares Secure ones as
// long as there is a plain one (measured, and Chromium's design notes).
import type { Profile } from './profile.ts'
import { droppingOrder, type StoredCookie } from './stored-cookie.ts'

export const SITE_LIMIT = 180
export const SITE_QUOTA = 150

type Round = readonly [StoredCookie['priority'], spareSecure: boolean]
/** How many of each priority are safe from the rounds that come for them. */
const SAFE: Readonly<Record<StoredCookie['priority'], number>> = { Low: 30, Medium: 50, High: 70 }
const ROUNDS: readonly Round[] = [
  ['Low', true],
  ['Low', false],
  ['Medium', true],
  ['High', true],
  ['Medium', false],
  ['High', false],
]

/** The cookies of one site and partition that have to go, in order. `group`: the newest one last. */
export function evicted(group: readonly StoredCookie[], profile: Profile): readonly StoredCookie[] {
  const size = group.length
  if (size > SITE_LIMIT && !profile.priorities) return plainFirst(group, size - SITE_QUOTA)
  const partition = size === 0 ? null : group[0]!.partition
  if (partition !== null) return overPartition(group, profile)
  if (size <= SITE_LIMIT) return NONE
  return inRounds(group.toSorted(droppingOrder), size - SITE_QUOTA)
}

const NONE: readonly StoredCookie[] = []

/** Secure ones go only for another Secure one, and only where there are no plain ones: else the newcomer finds no room (Firefox, measured). */
function plainFirst(group: readonly StoredCookie[], goal: number): readonly StoredCookie[] {
  const newest = group.at(-1)!
  const others = group.slice(0, -1).sort(droppingOrder)
  const plain = others.filter((cookie) => !cookie.secure)
  if (plain.length > 0) return plain.slice(0, goal)
  return newest.secure ? others.slice(0, goal) : [newest]
}

function inRounds(byAge: readonly StoredCookie[], goal: number): readonly StoredCookie[] {
  let left = byAge
  const gone: StoredCookie[] = []
  for (const [priority, spareSecure] of ROUNDS) {
    const same = left.filter((cookie) => cookie.priority === priority)
    const secure = spareSecure ? same.filter((cookie) => cookie.secure).length : 0
    const may = Math.min(goal - gone.length, same.length - Math.max(secure, SAFE[priority]))
    if (may <= 0) continue
    const chosen = new Set(same.filter((cookie) => !(spareSecure && cookie.secure)).slice(0, may))
    gone.push(...chosen)
    left = left.filter((cookie) => !chosen.has(cookie))
  }
  return gone
}

function overPartition(group: readonly StoredCookie[], profile: Profile): readonly StoredCookie[] {
  const { start, rest } = profile.partitionBytes
  const counted = profile.partitionBytes.firstParty || isThirdParty(group[0]!)
  let bytes = counted ? group.reduce((sum, cookie) => sum + cookie.name.length + cookie.value.length, 0) : 0
  let count = group.length
  if (count <= SITE_LIMIT && bytes <= start) return NONE
  const most = Math.min(count, SITE_LIMIT)
  const gone: StoredCookie[] = []
  for (const cookie of group.toSorted(droppingOrder)) {
    if (count <= most && bytes <= rest) break
    gone.push(cookie)
    count -= 1
    if (counted) bytes -= cookie.name.length + cookie.value.length
  }
  return gone
}

/** A partition of another site's page. */
function isThirdParty({ partition, domain }: StoredCookie): boolean {
  const site = partition?.topLevelSite
  if (partition?.hasCrossSiteAncestor || site === null || site === undefined) return true
  const top = site.slice(site.indexOf('://') + 3)
  return domain !== top && !domain.endsWith(`.${top}`)
}
