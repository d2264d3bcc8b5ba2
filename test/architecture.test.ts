// The floors, the size of files and the absence of cycles are held by this test, not by advice.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))
const FLOORS: Record<string, number> = {
  core: 0,
  behaviours: 1,
  caching: 1,
  session: 1,
  diagnoses: 1,
  identity: 1,
  visitors: 1,
  findings: 1,
  scenario: 2,
  app: 2,
  runner: 2,
  tls: 2,
  proxy: 2,
  demo: 2,
  browser: 2,
  check: 3,
  views: 3,
  inspector: 3,
  page: 3,
  har: 3,
  init: 3,
  attach: 3,
  api: 4,
  cli: 4,
  fixtures: 5,
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? sources(path) : /\.tsx?$/.test(name) ? [path] : []
  })
}
const files = sources(src)
const shown = (path: string) => relative(src, path)

/** Imports that exist at run time; types are only for the compiler. */
function imports(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  const found = [...text.matchAll(/^import (?!type\b)[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gms)]
  return found.map((match) => (match[1] ?? match[2] ?? match[3])!).filter((name) => name !== undefined)
}
const own = (path: string) =>
  imports(path)
    .filter((name) => name.startsWith('.'))
    .map((name) => resolve(dirname(path), name))
const floorOf = (path: string) => FLOORS[shown(path).split('/')[0]!]

describe('the shape of the source', () => {
  it('has a floor for every folder', () => {
    expect(files.filter((path) => floorOf(path) === undefined).map(shown)).toEqual([])
  })

  it('imports downwards only', () => {
    const upward = files.flatMap((path) =>
      own(path)
        .filter((other) => floorOf(other)! > floorOf(path)!)
        .map((other) => `${shown(path)} -> ${shown(other)}`),
    )
    expect(upward).toEqual([])
  })

  it('keeps the core pure: no packages, no sockets, no files', () => {
    const allowed = new Set(['node:stream', 'node:buffer'])
    const foreign = files
      .filter((path) => floorOf(path) === 0)
      .flatMap((path) =>
        imports(path)
          .filter((name) => !name.startsWith('.') && !allowed.has(name))
          .map((name) => `${shown(path)}: ${name}`),
      )
    expect(foreign).toEqual([])
  })

  it('has no file over 250 lines and no folder deeper than three', () => {
    expect(files.filter((path) => readFileSync(path, 'utf8').split('\n').length > 251).map(shown)).toEqual([])
    expect(files.filter((path) => shown(path).split('/').length > 3).map(shown)).toEqual([])
  })

  it('has no circle of imports at load time', () => {
    const done = new Set<string>()
    const circles: string[] = []
    const walk = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) {
        circles.push([...trail.slice(trail.indexOf(path)), path].map(shown).join(' -> '))
        return
      }
      if (done.has(path)) return
      for (const other of own(path)) walk(other, [...trail, path])
      done.add(path)
    }
    for (const path of files) walk(path, [])
    expect(circles).toEqual([])
  })

  it("loads the user's own test runners only where a test of theirs has loaded them already", () => {
    const loads = files.filter((path) => imports(path).some((name) => name === 'vitest' || name === '@playwright/test'))
    expect(loads.map(shown)).toEqual(['fixtures/playwright.ts', 'fixtures/vitest.ts'])
    const fixtures = files.filter((path) => own(path).some((other) => shown(other).startsWith('fixtures/')))
    expect(fixtures.map((path) => shown(path).split('/')[0])).toEqual(fixtures.map(() => 'fixtures'))
  })

  it("lets only one file know the forwarder, and one the browser's sockets", () => {
    expect(files.filter((path) => /'http-proxy'/.test(readFileSync(path, 'utf8'))).map(shown)).toEqual([
      'proxy/forward.ts',
    ])
  })
})
