// What `certs show` and `doctor` say about a CA, as text.
import { X509Certificate } from 'node:crypto'
import type { Constraints } from './constraints.ts'
import { spkiPin } from './spki.ts'
import type { Trust } from './trust/trusted.ts'

export interface AuthorityDescription {
  readonly path: string
  /** PEM */
  readonly certificate: string
  /** As the certificate says them (`readNameConstraints`); undefined: none. */
  readonly constraints: Constraints | undefined
  readonly trust: readonly Trust[]
  /** Replaced by another one. */
  readonly retired?: boolean
}

/** Several lines without a newline at the end. */
export function describeAuthority(
  { path, certificate, constraints, trust, retired }: AuthorityDescription,
  now = new Date(),
): string {
  const { subject, validTo, fingerprint256 } = new X509Certificate(certificate)
  const until = new Date(validTo)
  const days = Math.floor((until.getTime() - now.getTime()) / 86_400_000)
  const lines = [
    `${/^CN=(.*)$/m.exec(subject)?.[1] ?? subject}${retired ? ' (replaced; it signs nothing any more)' : ''}`,
    `  certificate   ${path}`,
    `  SHA-256       ${fingerprint256}`,
    `  SPKI pin      ${spkiPin(certificate)}`,
    `  valid until   ${until.toISOString().slice(0, 10)} (${days < 0 ? 'expired' : `${days} days left`})`,
    `  may sign for  ${describeConstraints(constraints)}`,
    ...trust.map(({ store, state, hint }, i) => {
      return (
        `  ${i === 0 ? 'trusted by' : ''}`.padEnd(16) +
        `${store}: ${state === 'trusted' ? 'yes' : state === 'unknown' ? 'unknown' : 'no'}${hint ? ` (${hint})` : ''}`
      )
    }),
  ]
  return lines.join('\n')
}

export function describeConstraints(constraints: Constraints | undefined): string {
  if (constraints === undefined) return 'anything'
  const names = constraints.names.flatMap((name) => [name, `*.${name}`])
  return [...names, ...constraints.addresses].join(', ')
}
