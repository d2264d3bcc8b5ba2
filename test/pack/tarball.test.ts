// What is published: the packed tarball, installed into an empty folder by npm, does its job there.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-pack-'))
const env = { ...process.env, REPRO_PROXY_STATE_DIR: join(folder, 'state'), NO_COLOR: '1' }
let packed: string[] = []

beforeAll(() => {
  const npm = (args: string[], cwd: string) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [pack] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)) as {
    filename: string
    files: { path: string }[]
  }[]
  packed = pack!.files.map(({ path }) => path)
  writeFileSync(join(folder, 'package.json'), '{ "name": "somewhere-else", "private": true }')
  npm(['install', '--no-audit', '--no-fund', '--no-package-lock', join(folder, pack!.filename)], folder)
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(folder, 'node_modules/.bin/repro-proxy'), args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}

describe('the packed tarball, installed in an empty folder', () => {
  it('holds what runs and what people copy, and no tests, sources or keys', () => {
    const folders = new Set(packed.map((path) => path.split('/')[0]))
    expect([...folders].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'certs',
      'dist',
      'docs',
      'package.json',
      'scenarios',
    ])
    expect(packed.filter((path) => /\.(?:key|pem|p12)$|^certs\/(?!README)/.test(path))).toEqual([])
  })

  it('says what it does', () => {
    const { status, stdout } = run('--help')
    expect(status).toBe(0)
    expect(stdout).toContain('--scenario')
  })

  it('can be imported', () => {
    const program = "import('repro-proxy').then((all) => console.log(Object.keys(all).sort().join()))"
    const said = spawnSync(process.execPath, ['-e', program], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
    expect(said.stdout.trim()).toBe('UserError,check,loadScenario,startFront')
    expect(packed).toContain('dist/api/main.d.ts')
  })

  it('runs the demo to its documented end', () => {
    const { status, stdout, stderr } = run('demo', '--once')
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) })
    expect(stdout).toContain('InvalidDomain')
  }, 90_000)

  it('checks the scenarios that it ships', () => {
    const scenarios = readdirSync(join(folder, 'node_modules/repro-proxy/scenarios')).filter((file) =>
      file.endsWith('.yaml'),
    )
    expect(scenarios.length).toBeGreaterThan(9)
    const { status, stdout } = run(
      'scenarios',
      'check',
      ...scenarios.map((file) => join('node_modules/repro-proxy/scenarios', file)),
    )
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('ok') })
  }, 90_000)
})
