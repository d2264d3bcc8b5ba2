// Signing with selfsigned: loaded only when a name is met for the first time.
import { createPublicKey } from 'node:crypto'
import { isIP } from 'node:net'
import { generate } from 'selfsigned'
import type { Authority } from './authority.ts'

const DAY = 86_400_000
/** Under every limit that browsers put on public CAs (398 days since 2020, 200 since 2026). */
const VALID_DAYS = 180

/** PEM. Valid from yesterday for 180 days, but never longer than its CA. */
export async function signLeaf(authority: Authority, names: readonly [string, ...string[]], now: Date) {
  const notBeforeDate = new Date(now.getTime() - DAY)
  const notAfterDate = new Date(Math.min(now.getTime() + VALID_DAYS * DAY, authority.validUntil.getTime()))
  const publicKey = createPublicKey(authority.leafKey).export({ type: 'spki', format: 'pem' }) as string
  // A common name is 64 characters at most (X.520), and OpenSSL holds one that looks like a host against the constraints,
  // even an address, which then fits no constraint on names.
  const title = isIP(names[0]) === 0 && names[0].length <= 64 ? names[0] : 'repro-proxy'
  const { cert } = await generate([{ name: 'commonName', value: title }], {
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate,
    keyPair: { privateKey: authority.leafKey, publicKey },
    ca: { key: authority.key, cert: authority.certificate },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  })
  return cert.endsWith('\n') ? cert : `${cert}\n`
}
