// Tokens that a client can check: RS256, with a key that lives as long as the scenario does (RFC 7515, RFC 7517, RFC 7519).
import type { KeyObject } from 'node:crypto'
import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'

export interface Signer {
  /** A JSON Web Key Set. */
  keys(): { readonly keys: readonly object[] }
  token(claims: Readonly<Record<string, unknown>>): string
}

/** The key is made when it is first wanted: it takes some tenths of a second. */
export function createSigner(): Signer {
  let made: { key: KeyObject; jwk: object; kid: string } | undefined
  const own = () => {
    if (made) return made
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' })
    const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url').slice(0, 16)
    made = { key: privateKey, jwk, kid }
    return made
  }
  return {
    keys() {
      const { jwk, kid } = own()
      return { keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }] }
    },
    token(claims) {
      const { key, kid } = own()
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
