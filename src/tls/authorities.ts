// Which CAs there are. The everyday one covers localhost and test names and is trusted once. A host beyond that gets a CA of
// its own, allowed to sign for that host and nothing more, so that the everyday one never has to be widened or replaced, and
// hosts used together need no other CAs than hosts used apart.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Authority } from './authority.ts'
import { CERTIFICATE_FILE, openAuthority } from './authority.ts'
import { certifiableName, constraintsFor, EVERYDAY, permits } from './constraints.ts'
import { stateFolder } from './state-folder.ts'

/**
 * The everyday CA, then one for each host (as the user wrote it) that this one may not sign for; made when missing.
 * Throws UserError.
 */
export async function openAuthorities(
  hosts: readonly string[] = [],
  state = stateFolder(),
): Promise<[Authority, ...Authority[]]> {
  const beyond = new Set(hosts.map(certifiableName).filter((name) => !permits(EVERYDAY, name)))
  const opened = await Promise.all([
    openAuthority(authorityFolder(state), EVERYDAY),
    ...[...beyond].map((host) => openAuthority(authorityFolder(state, host), constraintsFor(host))),
  ])
  return opened as [Authority, ...Authority[]]
}

/** Where the CA for `host` (everyday: none) is or would be. */
export function authorityFolder(state: string, host?: string): string {
  return join(state, 'authorities', host === undefined ? 'everyday' : `host-${host.replaceAll(':', '_')}`)
}

export interface AuthorityFile {
  readonly path: string
  /** PEM */
  readonly certificate: string
  /** Replaced by another; signs nothing any more. */
  readonly retired: boolean
}

/** The certificates of all CAs in the state folder, those in use first. Makes nothing, needs no keys. */
export async function listAuthorityFiles(state = stateFolder()): Promise<AuthorityFile[]> {
  const root = join(state, 'authorities')
  const found: AuthorityFile[] = []
  for (const [folder, retired] of [
    [root, false],
    [join(root, '.retired'), true],
  ] as const) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter((each) => !each.startsWith('.')).sort()) {
      const path = join(folder, name, CERTIFICATE_FILE)
      const certificate = await readFile(path, 'utf8').catch(() => undefined)
      if (certificate !== undefined) found.push({ path, certificate, retired })
    }
  }
  return found
}
