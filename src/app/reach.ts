// Is the app there? Asked by opening a TCP connection and nothing more: a request would make dev servers compile a page.
// "localhost" is asked at 127.0.0.1 and at ::1, since servers that were told that name listen on either.
import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { pause } from '../core/duration.ts'
import type { Upstream } from '../core/exchange.ts'

export interface Attempt {
  readonly address: string
  readonly answers: boolean
  /** Node's code when it does not, such as ECONNREFUSED. */
  readonly code?: string
}

const POLL = 250
/** Milliseconds; what listens on this machine or its network answers in far less. */
const PATIENCE = 1000

/** Each address that the upstream's host stands for, and whether something accepts connections there. */
export async function resolveLoopback({ host, port }: Pick<Upstream, 'host' | 'port'>): Promise<Attempt[]> {
  const addresses = await addressesOf(host)
  if (addresses.length === 0) return [{ address: host, answers: false, code: 'ENOTFOUND' }]
  return Promise.all(addresses.map((address) => attempt(address, port)))
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host)) return [host]
  // Names under .localhost are loopback whatever the resolver knows (RFC 6761 section 6.3).
  if (/(?:^|\.)localhost\.?$/.test(host)) return ['127.0.0.1', '::1']
  const found = await lookup(host, { all: true }).catch(() => [])
  return [...new Set(found.map(({ address }) => address))]
}

function attempt(address: string, port: number): Promise<Attempt> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    const done = (result: Omit<Attempt, 'address'>) => {
      socket.destroy()
      resolve({ address, ...result })
    }
    socket.setTimeout(PATIENCE, () => done({ answers: false, code: 'ETIMEDOUT' }))
    socket.once('connect', () => done({ answers: true }))
    socket.once('error', ({ code = 'ERROR' }: NodeJS.ErrnoException) => done({ answers: false, code }))
  })
}

export interface WaitOptions {
  /** Called once, when nothing answered at the first look. */
  readonly onWaiting?: () => void
  readonly signal: AbortSignal
}

/** The first upstream that something answers at; undefined when the signal aborts before that. */
export async function waitForApp(
  upstreams: readonly Upstream[],
  { onWaiting, signal }: WaitOptions,
): Promise<Upstream | undefined> {
  for (let look = 0; !signal.aborted; look++) {
    const attempts = await Promise.all(upstreams.map(resolveLoopback))
    const found = upstreams.find((_, i) => attempts[i]!.some(({ answers }) => answers))
    if (signal.aborted) return undefined
    if (found) return found
    if (look === 0) onWaiting?.()
    await pause(POLL, signal)
  }
  return undefined
}
