// Getting the ports: the one that was asked for or a sentence about why not; without one asked for, the next that is free.
import { UserError } from '../core/user-error.ts'
import type { Front, FrontOptions } from '../proxy/front.ts'
import { startFront } from '../proxy/front.ts'

/** What the name `https://app.localhost:8443` in the documentation stands for. */
export const DEFAULT_PORT = 8443
const TRIES = 20

export interface Listening {
  readonly front: Front
  /** The default port was taken, and this one is not it. */
  readonly moved: boolean
}

export interface ListenOptions extends Omit<FrontOptions, 'listen'> {
  readonly address: string
  readonly httpPort: number | undefined
  /** Ports that are not taken unless they were asked for: the plain listener's own and the app's, which may not be up yet. */
  readonly avoid: ReadonlySet<number>
}

/** `port` undefined: the default one or the next that is free. Rejects with UserError. */
export async function listen(options: ListenOptions, port: number | undefined): Promise<Listening> {
  const { address, httpPort, avoid, ...rest } = options
  const last = port ?? DEFAULT_PORT + TRIES
  for (let next = port ?? DEFAULT_PORT; ; next++) {
    if (port === undefined && avoid.has(next)) continue
    const origin = options.origin.port === 0 ? { ...options.origin, port: next } : options.origin
    const where = { address, port: next, ...(httpPort === undefined ? {} : { httpPort }) }
    try {
      const front = await startFront({ ...rest, origin, listen: where })
      return { front, moved: port === undefined && next !== DEFAULT_PORT }
    } catch (error) {
      const { code, port: failed } = error as NodeJS.ErrnoException & { port?: number }
      if (code === 'EADDRINUSE' && failed !== httpPort && next < last) continue
      throw refused(error as NodeJS.ErrnoException & { port?: number }, address, httpPort)
    }
  }
}

function refused(
  error: NodeJS.ErrnoException & { port?: number },
  address: string,
  httpPort: number | undefined,
): Error {
  const { code, port = 0 } = error
  const flag = port === httpPort ? '--http-port' : '--port'
  const failed = (message: string, hint: string) => new UserError(message, { hint, exitCode: 1, cause: error })
  if (code === 'EADDRINUSE') {
    return failed(
      `port ${port} on ${address} is in use`,
      `${whoHas(port)} tells who has it. Stop that, or take another port with ${flag}.`,
    )
  }
  if (code === 'EACCES') {
    return failed(
      `port ${port} may not be used by this user`,
      process.platform === 'linux'
        ? `Ports below 1024 are for the administrator. Take another with ${flag}, or allow them to all:\nsudo sysctl net.ipv4.ip_unprivileged_port_start=${port}`
        : `Take another one with ${flag}.`,
    )
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') {
    return failed(`${address} is not an address of this machine`, 'Leave out --listen, or name one that it has.')
  }
  return error
}

function whoHas(port: number): string {
  if (process.platform === 'win32') return `netstat -ano | findstr :${port}`
  return process.platform === 'linux' ? `ss -ltnp "sport = :${port}"` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`
}
