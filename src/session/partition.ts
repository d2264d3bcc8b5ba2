// CHIPS and partitioning: a cookie may belong to the top-level page it was set under. `Partitioned` asks for it (Secure only);
// Firefox does it to every third-party cookie.
import type { CookieContext } from './context.ts'
import type { Profile, ThirdPartyCookies } from './profile.ts'
import type { SetCookieLine } from './set-cookie-line.ts'
import type { Partition } from './stored-cookie.ts'

/** '' is the key of cookies without partition. */
export function partitionKeyOf(partition: Partition | null): string {
  return partition === null ? '' : `${partition.topLevelSite ?? '?'} ${partition.hasCrossSiteAncestor ? 'nested' : ''}`
}

/** `Partitioned` without Secure, or where Secure cannot be set: dropped without a reason (measured). */
export function isPartitionedInsecurely(line: SetCookieLine, secureTransport: boolean, profile: Profile): boolean {
  return profile.partitions && line.partitioned && !(line.secure && secureTransport)
}

/** The partition a new cookie goes to; null: none. */
export function partitionFor(
  line: SetCookieLine,
  context: CookieContext,
  policy: ThirdPartyCookies,
  profile: Profile,
): Partition | null {
  if (profile.partitions && line.partitioned) return context.partition
  return context.thirdParty && policy === 'partitioned' ? context.partition : null
}

/** Whether a request reaches the cookies that have no partition. */
export function seesUnpartitioned(context: CookieContext, policy: ThirdPartyCookies): boolean {
  return !(context.thirdParty && policy === 'partitioned')
}
