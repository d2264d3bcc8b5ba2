// Values of the flags that say where the front is: text from a command line to ports, hosts and addresses.
import { isIP } from 'node:net'
import { UserError } from '../core/user-error.ts'
import { certifiableName } from '../tls/constraints.ts'

/** 0 means any free port. Throws UserError. */
export function portFlag(flag: string, text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port
  throw new UserError(`--${flag} ${text}: expected a port, 1 to 65535 (0: any that is free)`)
}

/** A host name or address as browsers write it in URLs: lower case, IPv6 in brackets. Throws UserError. */
export function hostFlag(text: string): string {
  const given = text.trim().toLowerCase()
  const wrong = (why: string, hint: string) => new UserError(`--host ${text}: ${why}`, { hint })
  const url = /^(https?):\/\/([^/:]+|\[[^\]]*\])(?::(\d+))?/.exec(given)
  if (url) {
    const port = url[3] === undefined ? '' : ` --port ${url[3]}`
    throw wrong('a host name, not a URL, is expected', `Say --host ${url[2]}${port}.`)
  }
  const bare = given.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) === 6) return `[${bare}]`
  const port = /^([^:]*):(\d+)$/.exec(given)
  if (port) throw wrong('the port has a flag of its own', `Say --host ${port[1]} --port ${port[2]}.`)
  if (/[/\s@:]/.test(given) || given === '')
    throw wrong('this is not a host name', 'For example: --host shop.localhost')
  return certifiableName(given)
}

/** An address of this machine to listen on. Throws UserError. */
export function addressFlag(text: string): string {
  const given = text.trim().replace(/^\[(.*)\]$/, '$1')
  if (given === 'localhost') return '127.0.0.1'
  if (given === '*') return '0.0.0.0'
  if (isIP(given)) return given
  throw new UserError(`--listen ${text}: expected an IP address of this machine`, {
    hint: '127.0.0.1 (the default) is for this machine only; 0.0.0.0 lets others in your network connect.',
  })
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** Browsers lead such names to this machine by themselves (RFC 6761 section 6.3). */
export function underLocalhost(host: string): boolean {
  return /(?:^|\.)localhost$/.test(host)
}

/** Any whole number. Throws UserError. */
export function seedFlag(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UserError(`--seed ${text}: expected a whole number, for example --seed 7`)
}
