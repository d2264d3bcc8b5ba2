// No Docker engine is needed here: what examples/docker says is read, and its commands are run by hand in an empty folder, with the
// packed tarball in place of the published package.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { DemoApp } from '../../src/demo/app.ts'
import { startDemoApp } from '../../src/demo/app.ts'
import { freePort } from '../../src/runner/free-port.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const docker = join(root, 'examples/docker')
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-container-'))
const home = join(folder, 'home')

/** Instruction and the rest of its line; comments and continued lines as in the Dockerfile reference. */
function instructions(path: string): [string, string][] {
  const text = readFileSync(path, 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line)!.slice(1) as [string, string])
}
const steps = instructions(join(docker, 'Dockerfile'))
const all = (name: string) => steps.filter(([one]) => one === name).map(([, rest]) => rest)
const list = (name: string): string[] => JSON.parse(all(name).at(-1)!)

interface Service {
  readonly entrypoint: string[]
  readonly command: string[]
  readonly ports: string[]
  readonly volumes: string[]
  readonly networks: { default: { aliases: string[] } }
  readonly environment: Record<string, string>
}
const compose = parse(readFileSync(join(docker, 'compose.yaml'), 'utf8')) as {
  services: Record<'app' | 'front' | 'tests', Service>
  volumes: Record<string, null>
}

let app: DemoApp
const env: NodeJS.ProcessEnv = { ...process.env, npm_config_prefix: join(folder, 'prefix'), NO_COLOR: '1' }
env.PATH = `${join(folder, 'prefix/bin')}:${process.env.PATH}`

beforeAll(async () => {
  mkdirSync(home)
  app = await startDemoApp()
  const npm = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [pack] = JSON.parse(
    execFileSync('npm', npm, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  env.REPRO_PROXY_VERSION = `file:${join(folder, pack.filename)}`
  const [stateFolder] = all('ENV').map((line) => line.split('=')[1]!)
  env.REPRO_PROXY_STATE_DIR = join(home, stateFolder!.split('/').at(-1)!)
  for (const line of all('RUN'))
    execFileSync('sh', ['-c', line.replace('npm cache clean --force', 'true')], { cwd: home, env, stdio: 'ignore' })
}, 240_000)
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs it until `during` is done; paths and names of containers become those of this machine. */
async function running(command: readonly string[], port: number, during: (said: () => string) => Promise<void>) {
  const here = command.map((word) => word.replace('app:3000', `127.0.0.1:${app.port}`).replace(/^8443$/, String(port)))
  const child = spawn(here[0]!, here.slice(1), { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part))
  const ended = once(child, 'exit')
  try {
    while (!said.includes(`https://shop.test:${port}`)) {
      if (child.exitCode !== null) throw new Error(`it ended: ${said}`)
      await new Promise((done) => setTimeout(done, 50))
    }
    await during(() => said)
  } finally {
    child.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
  }
}

/** An address under which this machine is known to others, as a container is to others of its network. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one && !one.internal && one.family === 'IPv4')?.address

const statusAt = (host: string, port: number, ca: string) =>
  new Promise<number>((resolve, reject) => {
    const place = {
      host,
      port,
      servername: 'shop.test',
      ca,
      agent: false as const,
      headers: { host: `shop.test:${port}` },
    }
    request(place, (answer) => resolve(answer.resume().statusCode ?? 0))
      .on('error', reject)
      .end()
  })
const refuses = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, host, () => resolve(false))
    socket.on('error', () => resolve(true)).on('connect', () => socket.destroy())
  })

describe('the image', () => {
  it('is built of instructions in their order, and does not run as root', () => {
    expect(steps[0]![0]).toBe('FROM')
    expect(all('FROM')).toEqual(all('FROM').filter((image) => /^node:\d+-slim$/.test(image)))
    expect(all('USER')).toEqual(['node'])
    const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
    expect(all('ARG')).toEqual([`REPRO_PROXY_VERSION=${version}`])
    expect([list('ENTRYPOINT')[0], all('EXPOSE')[0]]).toEqual([
      'repro-proxy',
      list('CMD')[list('CMD').indexOf('--port') + 1],
    ])
  })

  it('serves on all addresses as its CMD says, and on loopback alone without --listen', async (context) => {
    if (outside === undefined) return context.skip('this machine has no address but loopback')
    const port = await freePort()
    const command = [...list('ENTRYPOINT'), ...list('CMD')]
    await running(command, port, async (said) => {
      expect(await refuses(outside, port)).toBe(false)
      expect(said()).toContain('Listening on 0.0.0.0: others in your network can reach your app')
    })
    const at = command.indexOf('--listen')
    await running(command.toSpliced(at, 2), port, async () => {
      expect([await refuses('127.0.0.1', port), await refuses(outside, port)]).toEqual([false, true])
    })
  }, 90_000)
})

describe('the compose file', () => {
  it('is reached from this machine alone, and shares what it mounts', () => {
    const { front, tests } = compose.services
    expect(front.ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
    const named = [...front.volumes, ...tests.volumes].map((volume) => volume.split(':')[0])
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort())
    // The folder with the key is nobody else's.
    expect(tests.volumes.some((volume) => volume.startsWith('state'))).toBe(false)
    expect(front.networks.default.aliases).toEqual([front.command[front.command.indexOf('--host') + 1]])
  })

  it('starts a front that another container reaches by name and trusts', async () => {
    const { entrypoint, command } = compose.services.front
    const port = await freePort()
    await running([...entrypoint.map((word) => word.replace('$$', '$')), ...command], port, async () => {
      const ca = readFileSync(join(home, 'ca/ca.pem'), 'utf8')
      expect(ca).toContain('BEGIN CERTIFICATE')
      expect(ca).not.toContain('KEY')
      expect(await statusAt(outside ?? '127.0.0.1', port, ca)).toBe(200)
    })
  }, 90_000)
})
