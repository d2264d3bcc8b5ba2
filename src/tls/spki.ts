import { createHash, createPublicKey, X509Certificate } from 'node:crypto'

/**
 * SHA-256 of the certificate's SubjectPublicKeyInfo in base64: a pin, as in Chromium's `--ignore-certificate-errors-spki-list`
 * (a comma-separated list; needs a `--user-data-dir` of its own; a CA's pin covers what it signed when it is in the served chain).
 */
export function spkiPin(pem: string): string {
  return digest(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })).toString('base64')
}

/** 8 hex digits that tell one public key (PEM) from another, for names that people read. */
export function keyId(publicKey: string): string {
  return digest(createPublicKey(publicKey).export({ type: 'spki', format: 'der' }))
    .toString('hex')
    .slice(0, 8)
}

const digest = (der: Buffer) => createHash('sha256').update(der).digest()
