// A certificate for one name: taken from the CA's folder, or signed and put there. A warm start loads no package.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Authority } from './authority.ts'

export interface Leaf {
  /** PEM: the leaf, then its CA, so that a pin on the CA's key finds it. */
  readonly chain: string
  /** PEM */
  readonly key: string
  readonly validUntil: Date
}

const DAY = 86_400_000
/** Replaced when less is left. */
export const LEAF_MARGIN = 7 * DAY
/** Names are free to invent under localhost; the folder is not a place to fill. */
const KEPT_FILES = 500

/** `names`: canonical, the first one gives the certificate its title. The CA must be allowed to sign for all of them. */
export async function leafFor(authority: Authority, names: readonly [string, ...string[]], now = new Date()) {
  const folder = join(authority.folder, 'leaves')
  const file = join(folder, fileName(names))
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  const usable = kept === undefined ? undefined : leafFrom(kept, authority, names, now)
  if (usable) return usable
  const { signLeaf } = await import('./sign-leaf.ts')
  const certificate = await signLeaf(authority, names, now)
  // Not being able to keep it is no reason not to serve it.
  await keep(folder, file, certificate).catch(() => {})
  return leafOf(new X509Certificate(certificate), certificate, authority)
}

function leafFrom(pem: string, authority: Authority, names: readonly string[], now: Date): Leaf | undefined {
  try {
    const certificate = new X509Certificate(pem)
    const issuer = new X509Certificate(authority.certificate)
    const fits =
      Date.parse(certificate.validTo) - now.getTime() > LEAF_MARGIN &&
      Date.parse(certificate.validFrom) <= now.getTime() &&
      certificate.verify(issuer.publicKey) &&
      certificate.checkPrivateKey(createPrivateKey(authority.leafKey)) &&
      names.every((name) =>
        isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' }),
      )
    return fits ? leafOf(certificate, pem, authority) : undefined
  } catch {
    return undefined
  }
}

function leafOf(certificate: X509Certificate, pem: string, authority: Authority): Leaf {
  return {
    chain: `${pem.trimEnd()}\n${authority.certificate}`,
    key: authority.leafKey,
    validUntil: new Date(certificate.validTo),
  }
}

async function keep(folder: string, file: string, pem: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const part = `${file}.${process.pid}.part`
  await writeFile(part, pem)
  await rename(part, file)
  await dropOldest(folder)
}

async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder)
  if (names.length <= KEPT_FILES) return
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  )
  aged.sort((a, b) => a.at - b.at)
  const surplus = aged.slice(0, names.length - KEPT_FILES + KEPT_FILES / 10)
  await Promise.all(surplus.map(({ name }) => rm(join(folder, name), { force: true })))
}

/** Readable where file systems allow it: Windows has no colons and reserves names such as `con.*`; 255 bytes is the limit anywhere. */
function fileName(names: readonly string[]): string {
  const text = names.join('+').replaceAll(':', '_')
  return `for-${text.length <= 180 ? text : createHash('sha256').update(text).digest('hex')}.pem`
}
