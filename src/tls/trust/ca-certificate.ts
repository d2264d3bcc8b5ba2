import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { UserError } from '../../core/user-error.ts'

/** A CA's certificate as trust stores go by it. */
export interface CaCertificate {
  readonly path: string
  /** PEM */
  readonly pem: string
  /** The subject's common name, unlike that of any other CA: also the nickname in NSS. */
  readonly name: string
  /** File name in system stores, without an ending: `repro-proxy-` and eight hex digits. */
  readonly fileName: string
  /** Upper case hex without colons. */
  readonly sha1: string
}

/** Throws UserError when there is no certificate at `path`. */
export async function caCertificate(path: string): Promise<CaCertificate> {
  try {
    const pem = await readFile(path, 'utf8')
    const { subject, fingerprint } = new X509Certificate(pem)
    const name = /^CN=(.*)$/m.exec(subject)?.[1] ?? 'repro-proxy'
    const fileName = name.replace(' local CA ', '-').replace(/[^\w-]+/g, '-')
    return { path, pem, name, fileName, sha1: fingerprint.replaceAll(':', '') }
  } catch (cause) {
    throw new UserError(`cannot read the certificate ${path}: ${(cause as Error).message}`, { exitCode: 1, cause })
  }
}
