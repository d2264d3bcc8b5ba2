/** Octets in one label of a host name (RFC 1035 section 2.3.4). */
const LONGEST = 63

/** A package's name as one label of a host name: lower case letters, digits and hyphens, without the scope. undefined: nothing is left. */
export function hostLabel(packageName: string): string | undefined {
  const label = packageName
    .normalize('NFKD')
    .replace(/^@[^/]*\//, '')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '')
  return label === '' ? undefined : label
}
