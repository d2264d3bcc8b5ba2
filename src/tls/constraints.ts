// What a CA may sign for (RFC 5280 section 4.2.1.10): the reason why trusting ours is not trusting it with the whole web.
// A constraint that is a name covers that name and everything under it; a CA without any constraint on addresses could sign
// for all of them, so both kinds are always there.
import { BlockList, isIP } from 'node:net'
import { UserError } from '../core/user-error.ts'

export interface Constraints {
  /** `localhost` covers `localhost` and `*.localhost`. */
  readonly names: readonly string[]
  /** CIDR blocks. */
  readonly addresses: readonly string[]
}

export const EVERYDAY: Constraints = { names: ['localhost', 'test'], addresses: ['127.0.0.0/8', '::1/128'] }

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/** Lower case, no trailing dot, no brackets, addresses in their shortest form; undefined for what no certificate can name. */
export function canonicalName(text: string): string | undefined {
  const bare = text
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
  if (isIP(bare) === 4) return bare
  if (isIP(bare) === 6) return bare.includes('%') ? undefined : new URL(`http://[${bare}]`).hostname.slice(1, -1)
  if (bare.length === 0 || bare.length > 253) return undefined
  return bare.split('.').every((label) => LABEL.test(label)) ? bare : undefined
}

/** `name` as `canonicalName` gives it. */
export function permits({ names, addresses }: Constraints, name: string): boolean {
  const family = isIP(name)
  if (family === 0) return names.some((allowed) => name === allowed || name.endsWith(`.${allowed}`))
  const blocks = new BlockList()
  for (const block of addresses) {
    const [network = '', prefix = ''] = block.split('/')
    blocks.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4')
  }
  return blocks.check(name, family === 6 ? 'ipv6' : 'ipv4')
}

/** For a CA made for one host that the everyday CA may not sign for: that host as well, nothing else. */
export function constraintsFor(host: string | undefined): Constraints {
  if (host === undefined) return EVERYDAY
  const family = isIP(host)
  if (family !== 0) return { ...EVERYDAY, addresses: [...EVERYDAY.addresses, `${host}/${family === 6 ? 128 : 32}`] }
  return { ...EVERYDAY, names: [...EVERYDAY.names, host] }
}

/** The name that a user gave for the front, as certificates know it. Throws UserError for one that must not have a CA. */
export function certifiableName(text: string): string {
  const name = canonicalName(text)
  if (name === undefined) {
    throw new UserError(`no certificate can be made for the host name "${text}"`, {
      hint: 'Use letters, digits, hyphens and dots, or an IP address; write other scripts in their xn-- form.',
    })
  }
  if (isIP(name) === 0 && !name.includes('.') && !permits(EVERYDAY, name)) {
    // A constraint "com" would be all of .com.
    throw new UserError(`a CA for "${name}" could sign for everything under .${name}`, {
      hint: `Use ${name}.localhost or ${name}.test instead.`,
    })
  }
  return name
}
