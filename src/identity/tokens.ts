// Tokens that a client can check: RS256, with a key that lives as long as the scenario does (RFC 7515, RFC 7517, RFC 7519).
import type { KeyObject } from 'node:crypto'
import { createHash, createPublicKey, generateKeyPair, sign } from 'node:crypto'
import { promisify } from 'node:util'

export interface Signer {
  /** Somebody begins to sign in: a token will be wanted soon. */
  prepare(): void
  /** A JSON Web Key Set. */
  keys(): Promise<{ readonly keys: readonly object[] }>
  token(claims: Readonly<Record<string, unknown>>): Promise<string>
}

interface Key {
  readonly key: KeyObject
  readonly jwk: object
  readonly kid: string
}

const pair = promisify(generateKeyPair)

/** The key takes some tenths of a second to be made, beside the traffic. */
export function createSigner(): Signer {
  let made: Promise<Key> | undefined
  const make = async (): Promise<Key> => {
    const { privateKey: key } = await pair('rsa', { modulusLength: 2048 })
    const jwk = createPublicKey(key).export({ format: 'jwk' })
    return { key, jwk, kid: createHash('sha256').update(JSON.stringify(jwk)).digest('base64url').slice(0, 16) }
  }
  const own = () => {
    made ??= make()
    return made
  }
  return {
    prepare: () => void own(),
    async keys() {
      const { jwk, kid } = await own()
      return { keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }] }
    },
    async token(claims) {
      const { key, kid } = await own()
      const text = [{ alg: 'RS256', typ: 'JWT', kid }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
    },
  }
}

/** Whether the verifier is the one that the client had in mind (RFC 7636 section 4.6). */
export function isVerified(challenge: string, method: string, verifier: string): boolean {
  const made = method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url')
  return made === challenge
}
