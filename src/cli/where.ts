// Where the front and the app are, from flags and the project: what `start` does, `doctor` must check.
import type { Project } from '../app/project.ts'
import { DEFAULT_PORT, parseUpstreams } from '../app/upstream.ts'
import type { Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'
import { addressFlag, hostFlag, isLoopback, portFlag, underLocalhost } from './flags.ts'

export const WHERE_FLAGS = {
  upstream: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'where the app listens: 3000, localhost:3000, http://...; several times for several instances',
  },
  host: {
    type: 'string',
    requiresArg: true,
    describe: 'public name (when absent: NAME.localhost, NAME from package.json)',
  },
  port: {
    type: 'string',
    requiresArg: true,
    describe: 'port for https (when absent: 8443 or the next that is free; 0: any)',
  },
  'http-port': {
    type: 'string',
    requiresArg: true,
    describe: 'listen for plain http too; the scenario says what happens there',
  },
  listen: {
    type: 'string',
    requiresArg: true,
    describe: 'address to listen on (when absent: 127.0.0.1, this machine only)',
  },
} as const

interface WhereArguments {
  readonly upstream?: readonly string[] | undefined
  readonly host?: string | undefined
  readonly port?: string | undefined
  readonly 'http-port'?: string | undefined
  readonly listen?: string | undefined
}

export interface Where {
  readonly upstreams: readonly Upstream[]
  /** As it stands in URLs. */
  readonly host: string
  /** undefined: the default one or the next that is free. */
  readonly port: number | undefined
  readonly httpPort: number | undefined
  readonly address: string
}

/** Throws UserError. */
export function whereOf(args: WhereArguments, project: Project): Where {
  const given = args.upstream ?? []
  const upstreams = parseUpstreams(
    given.length > 0 ? given : [`http://localhost:${project.devServer?.port ?? DEFAULT_PORT}`],
  )
  const port = args.port === undefined ? undefined : portFlag('port', args.port)
  const httpPort = args['http-port'] === undefined ? undefined : portFlag('http-port', args['http-port'])
  if (port !== undefined && port !== 0 && port === httpPort) {
    throw new UserError(`--port and --http-port are both ${port}`, {
      hint: 'They are two listeners; give each its own.',
    })
  }
  for (const { host, port: dialled, authority } of upstreams) {
    const here = isLoopback(host) || underLocalhost(host)
    if (here && dialled !== 0 && (dialled === port || dialled === httpPort)) {
      throw new UserError(`--upstream ${authority} is where repro-proxy itself would listen`, {
        hint: 'The app and the front need a port each.',
      })
    }
  }
  const host = args.host === undefined ? `${project.label}.localhost` : hostFlag(args.host)
  return {
    upstreams,
    host,
    port,
    httpPort,
    address: args.listen === undefined ? '127.0.0.1' : addressFlag(args.listen),
  }
}
