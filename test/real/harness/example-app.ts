import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts } from './free-port.ts'
import { startProcess } from './server-process.ts'

const run = promisify(execFile)
const EXAMPLES = join(import.meta.dirname, '../../../examples')

/** What the test runner sets for itself (Next.js knows no NODE_ENV=test), and what of this shell would decide the outcome. */
const NOT_THE_APPS = [
  ...['NODE_ENV', 'MODE', 'DEV', 'PROD', 'SSR', 'TEST', 'VITEST', 'BASE_URL'],
  ...['AUTH_URL', 'NEXTAUTH_URL', 'AUTH_TRUST_HOST', 'COOKIE_SECURE', 'TRUST_PROXY'],
]

export type ExampleName = 'nextjs-authjs' | 'nextjs-iron-session' | 'express-session'

export interface ExampleApp {
  readonly port: number
  /** What the server has written so far: the app's side of a failure. */
  log(): string
  close(): Promise<void>
}

/**
 * Starts an app of examples/ on a free port and asks for each page once, so that `next dev` has compiled them.
 * `start` builds first (Next.js), into a folder of its own that goes with close(). Packages are installed when missing.
 */
export async function startExampleApp(
  name: ExampleName,
  options: { mode?: 'dev' | 'start'; env?: Record<string, string> } = {},
): Promise<ExampleApp> {
  const cwd = join(EXAMPLES, name)
  await installed(cwd)
  const mode = options.mode ?? 'dev'
  const [port] = (await freePorts(1)) as [number]
  // Not the user's own .next: `next dev` may be running from this very folder.
  const distDir = `.next-real-${process.pid}-${port}`
  const env = environment({ PORT: String(port), DIST_DIR: distDir, ...options.env })
  const next = join(cwd, 'node_modules/next/dist/bin/next')
  const isNext = existsSync(next)
  if (isNext && mode === 'start') await run(process.execPath, [next, 'build'], { cwd, env })
  const args = isNext ? [next, mode, '-p', String(port)] : ['server.js']
  const server = startProcess(process.execPath, args, { cwd, env })
  const close = async () => {
    await server.close()
    await rm(join(cwd, distDir), { recursive: true, force: true, maxRetries: 5 })
  }
  const page = (path: string) => fetch(`http://localhost:${port}${path}`, { redirect: 'manual' })
  try {
    await server.until(async () => (await page('/login')).ok, 120)
    for (const path of ['/', '/api/me', '/protected', '/api/auth/session']) await (await page(path)).text()
  } catch (error) {
    await close()
    throw error
  }
  return { port, log: server.log, close }
}

/** npm writes node_modules/.package-lock.json last: without it an install was never finished. */
export async function installed(cwd: string): Promise<void> {
  if (existsSync(join(cwd, 'node_modules/.package-lock.json'))) return
  await run('npm', ['install'], { cwd, shell: process.platform === 'win32', maxBuffer: 64 << 20 })
}

function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  const secret = randomBytes(32).toString('base64url')
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    AUTH_SECRET: secret,
    SESSION_PASSWORD: secret,
    SESSION_SECRET: secret,
  }
  for (const name of NOT_THE_APPS) delete env[name]
  return { ...env, ...more }
}
