// Making a CA: the rare and slow part, loaded only when there is none. Keys come from node:crypto (native, off the main
// thread); only the certificate needs node-forge.
import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'
import type { Constraints } from './constraints.ts'
import { nameConstraintsExtension } from './name-constraints.ts'
import { keyId } from './spki.ts'

export const AUTHORITY_NAME = 'repro-proxy local CA'
const DAY = 86_400_000
const VALID_DAYS = 730

export interface NewAuthority {
  /** PEM */
  readonly certificate: string
  /** PEM, PKCS #8 */
  readonly key: string
  /** PEM, PKCS #8: one key for all certificates that this CA signs. */
  readonly leafKey: string
}

/**
 * RSA, because selfsigned signs leaves with the algorithm of the leaf's key and RSA is what every client takes.
 * Valid for two years from yesterday (clocks of virtual machines lag).
 */
export async function newAuthority(constraints: Constraints, now: Date): Promise<NewAuthority> {
  const [key, leafKey] = await Promise.all([rsaKey(), rsaKey()])
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string

  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // Positive, and never the same again for the same issuer.
  certificate.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`
  certificate.validity.notBefore = new Date(now.getTime() - DAY)
  certificate.validity.notAfter = new Date(now.getTime() + VALID_DAYS * DAY)
  // selfsigned writes the issuer of a leaf as UTF8String or PrintableString by the characters; these are all printable.
  const subject = [{ name: 'commonName', value: `${AUTHORITY_NAME} ${keyId(publicKey)}` }]
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    // Not for mail, not for code.
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectKeyIdentifier' },
    nameConstraintsExtension(constraints),
  ])
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r', ''), key, leafKey }
}

async function rsaKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return privateKey
}
