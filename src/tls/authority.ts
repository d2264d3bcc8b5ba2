// One local CA on disk: a folder of its own that appears complete or not at all, so that two processes that start at once end
// up with the same one. Loading it needs no package.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../core/user-error.ts'
import type { Constraints } from './constraints.ts'
import type { NewAuthority } from './new-authority.ts'
import { makePrivateFolder } from './state-folder.ts'

export interface Authority {
  /** The subject's common name, unlike any other CA's: trust stores and chains go by it. */
  readonly name: string
  readonly folder: string
  readonly certificateFile: string
  /** PEM */
  readonly certificate: string
  /** PEM */
  readonly key: string
  /** PEM */
  readonly leafKey: string
  readonly constraints: Constraints
  readonly validUntil: Date
  /** `renewed`: the one before was about to expire, and trust must be given anew. */
  readonly state: 'kept' | 'created' | 'renewed'
  /** What was put right while loading; for people. */
  readonly notices: readonly string[]
}

export const CERTIFICATE_FILE = 'ca.pem'
const KEY_FILE = 'ca-key.pem'
const LEAF_KEY_FILE = 'leaf-key.pem'
const RENEW_BEFORE = 30 * 86_400_000

/** The CA in `folder`, made when there is none or when fewer than 30 days are left. Throws UserError when it cannot be used. */
export async function openAuthority(folder: string, constraints: Constraints, now = new Date()): Promise<Authority> {
  const found = await loadAuthority(folder, constraints)
  if (found && found.validUntil.getTime() - now.getTime() > RENEW_BEFORE) return found
  const { newAuthority } = await import('./new-authority.ts')
  const made = await newAuthority(constraints, now)
  await putInPlace(folder, made, found)
  const loaded = await loadAuthority(folder, constraints)
  if (loaded === undefined) throw damaged(folder, 'it disappeared while it was being made')
  const ours = loaded.certificate === made.certificate
  return { ...loaded, state: ours ? (found ? 'renewed' : 'created') : 'kept' }
}

async function putInPlace(folder: string, made: NewAuthority, old: Authority | undefined): Promise<void> {
  await makePrivateFolder(dirname(folder))
  let fresh: string | undefined
  try {
    fresh = await mkdtemp(join(dirname(folder), '.new-'))
    await writeFile(join(fresh, CERTIFICATE_FILE), made.certificate, { mode: 0o644 })
    await writeFile(join(fresh, KEY_FILE), made.key, { mode: 0o600 })
    await writeFile(join(fresh, LEAF_KEY_FILE), made.leafKey, { mode: 0o600 })
    if (old) await retire(old)
    await rename(fresh, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was first; its CA is as good. (Windows says EPERM.)
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code ?? '')) throw error
    })
  } catch (cause) {
    throw new UserError(`cannot keep a local CA in ${folder}: ${(cause as Error).message}`, {
      hint: 'Set REPRO_PROXY_STATE_DIR to a folder that you may write to.',
      exitCode: 1,
      cause,
    })
  } finally {
    if (fresh !== undefined) await rm(fresh, { recursive: true, force: true })
  }
}

/** undefined when there is none. */
export async function loadAuthority(folder: string, constraints: Constraints): Promise<Authority | undefined> {
  let files = await readParts(folder)
  // Another process may have put a new one in its place between two reads.
  if (files === 'incomplete') files = await readParts(folder)
  if (files === 'none') return undefined
  if (files === 'incomplete') throw damaged(folder, 'a file is missing')
  const notices = await mendPermissions(folder)
  try {
    const certificate = new X509Certificate(files.certificate)
    if (!certificate.checkPrivateKey(createPrivateKey(files.key))) throw new Error('key and certificate do not match')
    return {
      name: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '',
      folder,
      certificateFile: join(folder, CERTIFICATE_FILE),
      ...files,
      constraints,
      validUntil: new Date(certificate.validTo),
      state: 'kept',
      notices,
    }
  } catch (error) {
    throw damaged(folder, (error as Error).message)
  }
}

type Parts = Pick<Authority, 'certificate' | 'key' | 'leafKey'>

async function readParts(folder: string): Promise<Parts | 'none' | 'incomplete'> {
  const parts = await Promise.allSettled(
    [CERTIFICATE_FILE, KEY_FILE, LEAF_KEY_FILE].map((file) => readFile(join(folder, file), 'utf8')),
  )
  const failed = parts.flatMap((part) => (part.status === 'rejected' ? [part.reason as NodeJS.ErrnoException] : []))
  const other = failed.find((error) => error.code !== 'ENOENT')
  if (other) {
    throw new UserError(`cannot read the local CA: ${other.message}`, {
      hint: 'Was it made by another user, or with sudo? Set REPRO_PROXY_STATE_DIR to a folder of your own.',
      exitCode: 1,
    })
  }
  if (failed.length > 0) return (await stat(folder).catch(() => undefined)) ? 'incomplete' : 'none'
  const [certificate, key, leafKey] = parts.map((part) => (part.status === 'fulfilled' ? part.value : ''))
  return { certificate: certificate!, key: key!, leafKey: leafKey! }
}

/** Keys are for their owner's eyes; on Windows the profile folder's own access list sees to that. */
async function mendPermissions(folder: string): Promise<string[]> {
  const user = process.getuid?.()
  if (user === undefined) return []
  const notices: string[] = []
  for (const file of [KEY_FILE, LEAF_KEY_FILE].map((name) => join(folder, name))) {
    const { mode, uid } = await stat(file)
    if (user !== 0 && uid !== user) {
      throw new UserError(`${file} belongs to another user, who could sign for your browser with it`, {
        hint: 'Set REPRO_PROXY_STATE_DIR to a folder of your own.',
        exitCode: 1,
      })
    }
    if ((mode & 0o077) === 0) continue
    await chmod(file, 0o600)
    notices.push(
      `${file} could be read by others (mode ${(mode & 0o777).toString(8)}); it is 600 now. If that may have happened, run "repro-proxy certs uninstall" and delete ${folder}.`,
    )
  }
  return notices
}

/** The certificate is kept so that `certs uninstall` can still take it out of trust stores; its keys are not. */
async function retire({ folder, name }: Authority): Promise<void> {
  const place = join(dirname(folder), '.retired')
  const target = join(place, name.replace(/[^\w-]+/g, '-'))
  await mkdir(place, { recursive: true, mode: 0o700 })
  // Not there any more, or a new one stands there already: another process has done it.
  await rename(folder, target).catch(() => {})
  for (const file of [KEY_FILE, LEAF_KEY_FILE, 'leaves']) {
    await rm(join(target, file), { recursive: true, force: true })
  }
}

function damaged(folder: string, why: string): UserError {
  return new UserError(`the local CA in ${folder} is damaged: ${why}`, {
    hint: 'Run "repro-proxy certs uninstall", delete that folder, and a new one is made.',
    exitCode: 1,
  })
}
