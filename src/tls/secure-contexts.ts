// What a TLS listener asks for: a certificate for the name that the client says, and one for clients that say none, as all do
// that come by address.
import { isIP } from 'node:net'
import type { SecureContext, TlsOptions } from 'node:tls'
import { createSecureContext } from 'node:tls'
import type { Authority } from './authority.ts'
import { canonicalName, certifiableName, permits } from './constraints.ts'
import { LEAF_MARGIN, leafFor } from './leaf.ts'

/** Spread into the options of `tls.createServer` or `http2.createSecureServer`. */
export interface SecureContexts {
  readonly SNICallback: NonNullable<TlsOptions['SNICallback']>
  /** PEM, for clients without SNI: localhost, 127.0.0.1, ::1 and the address among `hosts`. */
  readonly key: string
  /** PEM, with its CA */
  readonly cert: string
}

export interface SecureContextsOptions {
  /** The front's own names; an address among them gets into the certificate for clients without SNI (browsers send none then). */
  readonly hosts?: readonly string[]
  /** A client asked for a name that no CA may sign for (once per name); it gets the certificate for localhost and refuses it. */
  readonly onUncovered?: (name: string) => void
}

const KEPT_CONTEXTS = 256

interface Prepared {
  readonly context: SecureContext
  readonly validUntil: Date
}

export async function createSecureContexts(
  authorities: readonly [Authority, ...Authority[]],
  options: SecureContextsOptions = {},
): Promise<SecureContexts> {
  const nameless = (options.hosts ?? []).map(certifiableName).find((name) => isIP(name) !== 0) ?? '127.0.0.1'
  const signer = authorities.find(({ constraints }) => permits(constraints, nameless)) ?? authorities[0]
  const names = [...new Set(['localhost', '127.0.0.1', '::1', nameless])] as [string, ...string[]]
  const fallback = await leafFor(signer, names)

  // A Map keeps the order of insertion: taking out and putting back makes it a list by last use. What is under way stands
  // in it as well, so a name is signed once however many connections wait for it.
  const prepared = new Map<string, Promise<Prepared>>()
  const uncovered = new Set<string>()

  async function contextFor(servername: string): Promise<SecureContext | undefined> {
    const name = canonicalName(servername)
    const authority = name && authorities.find(({ constraints }) => permits(constraints, name))
    if (!authority) {
      const shown = name ?? JSON.stringify(servername)
      if (uncovered.size < KEPT_CONTEXTS && !uncovered.has(shown)) {
        uncovered.add(shown)
        options.onUncovered?.(shown)
      }
      return undefined
    }
    const known = prepared.get(name)
    prepared.delete(name)
    const entry = known
      ? known.then((old) => (expiring(old) ? prepare(authority, name) : old))
      : prepare(authority, name)
    prepared.set(name, entry)
    if (prepared.size > KEPT_CONTEXTS) prepared.delete(prepared.keys().next().value!)
    // A failure is not remembered.
    entry.catch(() => prepared.get(name) === entry && prepared.delete(name))
    return (await entry).context
  }

  return {
    key: fallback.key,
    cert: fallback.chain,
    SNICallback(servername, answer) {
      contextFor(servername).then(
        (context) => answer(null, context),
        (error: Error) => answer(error),
      )
    },
  }
}

async function prepare(authority: Authority, name: string): Promise<Prepared> {
  const { chain, key, validUntil } = await leafFor(authority, [name])
  return { context: createSecureContext({ key, cert: chain }), validUntil }
}

const expiring = ({ validUntil }: Prepared) => validUntil.getTime() - Date.now() < LEAF_MARGIN
