// What `doctor` asks the machine. Reads and listens for an instant; makes no file and mends nothing.
import { X509Certificate } from 'node:crypto'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { AuthorityFile } from '../tls/authorities.ts'
import { authorityFolder, listAuthorityFiles } from '../tls/authorities.ts'
import { canonicalName, EVERYDAY, permits } from '../tls/constraints.ts'
import { stateFolder } from '../tls/state-folder.ts'
import { isTrusted } from '../tls/trust/trusted.ts'
import type { Check } from './check.ts'
import { DEFAULT_PORT } from './listening.ts'
import type { Where } from './where.ts'

const DAY = 86_400_000

export function checkNode(found = process.versions.node): Check {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const good = major > 20 || (major === 20 && minor >= 19)
  if (good) return { name: 'node', state: 'ok', text: `Node ${found}` }
  return {
    name: 'node',
    state: 'fail',
    text: `Node ${found} is too old`,
    hint: 'repro-proxy needs Node 20.19 or newer.',
  }
}

/** The folder, or the nearest one above it that is there, must be one we may write to. */
export async function checkStateFolder(folder = stateFolder()): Promise<Check> {
  for (let at = folder; ; at = dirname(at)) {
    const facts = await stat(at).catch(() => undefined)
    if (!facts && dirname(at) !== at) continue
    const writable = await access(at, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    )
    if (facts?.isDirectory() && writable) {
      const text = at === folder ? `state folder ${folder}` : `state folder ${folder} (made at the first start)`
      return { name: 'state-folder', state: 'ok', text }
    }
    const why = facts?.isDirectory() === false ? `${at} is not a folder` : `${at} may not be written to`
    return {
      name: 'state-folder',
      state: 'fail',
      text: `no place for certificates: ${why}`,
      hint: 'Set REPRO_PROXY_STATE_DIR to a folder of your own.',
    }
  }
}

/** The everyday CA, and the one for `host` if that needs its own. */
export async function checkAuthorities(host: string, state = stateFolder(), now = Date.now()): Promise<Check[]> {
  const name = canonicalName(host) ?? host
  const folders = [authorityFolder(state), ...(permits(EVERYDAY, name) ? [] : [authorityFolder(state, name)])]
  const files = await listAuthorityFiles(state)
  const checks = folders.map(async (folder): Promise<Check[]> => {
    const file = files.find(({ path, retired }) => !retired && dirname(path) === folder)
    if (file) return checkAuthority(file, now)
    const whose = folder === folders[0] ? '' : ` for ${name}`
    const hint = 'The first start makes one; "repro-proxy certs install" makes it and lets your browsers trust it.'
    return [{ name: 'ca', state: 'info', text: `no local CA${whose} yet`, hint }]
  })
  return (await Promise.all(checks)).flat()
}

async function checkAuthority({ path, certificate }: AuthorityFile, now: number): Promise<Check[]> {
  const { subject, validFrom, validTo } = new X509Certificate(certificate)
  const title = /^CN=(.*)$/m.exec(subject)?.[1] ?? subject
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)]
  const days = Math.floor((to - now) / DAY)
  if (from > now) return [clockBehind(now, `the local CA was made on ${dateOf(from)}`)]
  const text = `${title}, valid until ${dateOf(to)}`
  const validity: Check =
    days >= 30
      ? { name: 'ca', state: 'ok', text }
      : {
          name: 'ca',
          state: 'warn',
          text,
          hint: 'The next start makes a new one; then run "repro-proxy certs install" again.',
        }
  return [validity, ...(await checkKey(dirname(path))), ...(await checkTrust(path, title))]
}

/** There is nobody to ask the time; but nothing here can have been written in the future. */
export async function checkClock(files: readonly (string | undefined)[], now = Date.now()): Promise<Check> {
  const written = await Promise.all(
    files.map(async (file) => (file === undefined ? 0 : ((await stat(file).catch(() => undefined))?.mtimeMs ?? 0))),
  )
  const latest = Math.max(0, ...written)
  if (latest > now + 60_000) return clockBehind(now, `a file of this project was written on ${dateOf(latest)}`)
  return { name: 'clock', state: 'ok', text: `clock ${new Date(now).toISOString()}` }
}

function clockBehind(now: number, why: string): Check {
  const text = `the clock says ${dateOf(now)}, but ${why}`
  return { name: 'clock', state: 'fail', text, hint: 'Set the clock: certificates and cookies go by it.' }
}

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

async function checkKey(folder: string): Promise<Check[]> {
  if (process.getuid === undefined) return []
  const file = join(folder, 'ca-key.pem')
  const facts = await stat(file).catch(() => undefined)
  if (!facts) {
    const hint = `Delete ${folder}; the next start makes a new CA, then run "repro-proxy certs install".`
    return [{ name: 'ca-key', state: 'fail', text: `the CA's key is missing: ${file}`, hint }]
  }
  if ((facts.mode & 0o077) === 0) return []
  const mode = (facts.mode & 0o777).toString(8)
  return [
    { name: 'ca-key', state: 'fail', text: `others can read the CA's key (mode ${mode})`, hint: `chmod 600 ${file}` },
  ]
}

async function checkTrust(path: string, title: string): Promise<Check[]> {
  const hint =
    'repro-proxy certs install   (or click through the warning, or start the browser with its pin: repro-proxy certs)'
  return (await isTrusted(path)).map(({ store, state, hint: why }): Check => {
    if (state === 'trusted') return { name: 'trust', state: 'ok', text: `${store} trusts ${title}` }
    const text =
      state === 'unknown' ? `${store}: cannot tell whether it trusts ${title}` : `${store} does not trust ${title}`
    return { name: 'trust', state: 'warn', text, hint: why ?? hint }
  })
}

/** Listens for an instant. A default port that is taken only means another one. */
export async function checkPorts({ address, port, httpPort }: Where, explicit: boolean): Promise<Check[]> {
  const wanted = [
    { port: port ?? DEFAULT_PORT, flag: '--port', needed: explicit },
    ...(httpPort === undefined ? [] : [{ port: httpPort, flag: '--http-port', needed: true }]),
  ]
  return Promise.all(
    wanted.map(async ({ port: number, flag, needed }): Promise<Check> => {
      const code = await listenOnce(number, address)
      const name = 'port'
      if (code === undefined) return { name, state: 'ok', text: `port ${number} on ${address} is free` }
      const why = code === 'EADDRINUSE' ? 'in use' : code === 'EACCES' ? 'not for this user' : `not to be had (${code})`
      const text = `port ${number} on ${address} is ${why}`
      if (!needed && code === 'EADDRINUSE')
        return { name, state: 'warn', text, hint: 'The next free one will be taken, which changes the public URL.' }
      return { name, state: 'fail', text, hint: `Take another one with ${flag}.` }
    }),
  )
}

function listenOnce(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code = 'ERROR' }: NodeJS.ErrnoException) => resolve(code))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}
