import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { temporaryCertificate } from './certificate.ts'
import { freePorts } from './free-port.ts'
import { findProgram } from './programs.ts'
import { startProcess } from './server-process.ts'

const FRONTS = join(import.meta.dirname, '../fronts')

export interface Nginx {
  /** The port that speaks TLS. */
  readonly port: number
  /** nginx's error log so far, from `info` up. */
  log(): Promise<string>
  close(): Promise<void>
}

/**
 * A real nginx with the server blocks of test/real/fronts/NAME.conf, in a temporary folder, as whoever runs the tests.
 * In the file @HTTPS@ is the public port, @INNER@ a second one for a second hop, @APP@ the app's.
 */
export async function startNginx(front: string, appPort: number): Promise<Nginx> {
  const program = findProgram('nginx')
  if (program === undefined) throw new Error('no nginx here')
  const folder = await mkdtemp(join(tmpdir(), 'repro-nginx-'))
  const [https, inner] = (await freePorts(2)) as [number, number]
  const { certificate, key } = await temporaryCertificate(folder)
  const servers = (await readFile(join(FRONTS, `${front}.conf`), 'utf8'))
    .replaceAll('@HTTPS@', String(https))
    .replaceAll('@INNER@', String(inner))
    .replaceAll('@APP@', String(appPort))
  const file = join(folder, 'nginx.conf')
  const log = join(folder, 'error.log')
  await writeFile(file, whole(folder, log, certificate, key, servers))
  const server = startProcess(program, ['-p', folder, '-c', file, '-e', log], { cwd: folder })
  const close = async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await server.until(() => accepts(https), 20)
  } catch (error) {
    await close()
    throw error
  }
  return { port: https, log: () => readFile(log, 'utf8'), close }
}

function whole(folder: string, log: string, certificate: string, key: string, servers: string): string {
  // Started by root, nginx hands its workers to `nobody`, who may not enter a folder made by mkdtemp.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path "${folder}/${kind}";`)
    .join(' ')
  return `worker_processes 1; daemon off; ${user}
pid "${folder}/nginx.pid"; error_log "${log}" info;
events { worker_connections 256; }
http {
  access_log off; ${temporary}
  ssl_certificate "${certificate}"; ssl_certificate_key "${key}";
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
${servers}
}
`
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
