// The real servers that the golden test compares with, each with the configuration that its scenario simulates.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { temporaryCertificate } from './certificate.ts'
import { freePorts } from './free-port.ts'
import { startNginx } from './nginx.ts'
import type { Program } from './programs.ts'
import { findProgram } from './programs.ts'
import { startProcess } from './server-process.ts'

const CONFIGS = join(import.meta.dirname, '../fronts/golden')

export interface RealFront {
  readonly port: number
  close(): Promise<void>
}

interface Server {
  readonly scenario: string
  readonly program: Program
  /** Others that it needs. */
  readonly besides?: Program
  readonly config: string
  args(file: string, folder: string, port: number): string[]
}

export const SERVERS = {
  nginx: { scenario: 'nginx-recommended', program: 'nginx', config: '', args: () => [] },
  haproxy: {
    scenario: 'haproxy-default',
    program: 'haproxy',
    config: 'haproxy.cfg',
    args: (file) => ['-db', '-f', file],
  },
  caddy: {
    scenario: 'caddy-reverse-proxy',
    program: 'caddy',
    config: 'Caddyfile',
    args: (file) => ['run', '--config', file, '--adapter', 'caddyfile'],
  },
  varnish: {
    scenario: 'varnish-default',
    program: 'varnishd',
    besides: 'nginx',
    config: 'varnish.vcl',
    args: (file, folder, port) =>
      `-F -j none -f ${file} -a 127.0.0.1:${port} -T none -n ${folder}/v -s malloc,32m`.split(' '),
  },
  apache: {
    scenario: 'apache-default',
    program: 'apache2',
    config: 'apache.conf',
    args: (file) => ['-f', file, '-DFOREGROUND', '-k', 'start'],
  },
} satisfies Record<string, Server>

export type ServerName = keyof typeof SERVERS

export async function startRealFront(name: ServerName, appPort: number): Promise<RealFront> {
  if (name === 'nginx') return startNginx('golden-nginx', appPort)
  const server: Server = SERVERS[name]
  const folder = await mkdtemp(join(tmpdir(), `repro-${name}-`))
  const [port] = (await freePorts(1)) as [number]
  const { certificate, key } = await temporaryCertificate(folder)
  const pem = join(folder, 'both.pem')
  await writeFile(pem, `${await readFile(certificate, 'utf8')}\n${await readFile(key, 'utf8')}`, { mode: 0o600 })
  const words: Record<string, string> = {
    HTTPS: String(port),
    APP: String(appPort),
    FOLDER: folder,
    CERT: certificate,
    KEY: key,
    PEM: pem,
    MODULES: process.env.REPRO_APACHE_MODULES ?? '/usr/lib/apache2/modules',
    // Started by root, Apache needs somebody to work as.
    USER: process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : '',
  }
  const text = await readFile(join(CONFIGS, server.config), 'utf8')
  const file = join(folder, server.config)
  await writeFile(
    file,
    text.replace(/@([A-Z]+)@/g, (found, word: string) => words[word] ?? found),
  )
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const running = startProcess(findProgram(server.program)!, server.args(file, folder, port), { cwd: folder, env })
  const close = async () => {
    await running.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await running.until(() => accepts(port), 30)
    if (name !== 'varnish') return { port, close }
    const tls = await startNginx('golden-nginx', port)
    return {
      port: tls.port,
      async close() {
        await tls.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
