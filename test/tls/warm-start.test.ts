// Signing packages take longer to load than everything else in a warm start together, so they may only be reached through
// `import()`, which happens when something has to be made.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, '../../src/tls')
const STATIC = /^(?:import|export)\s+(?!type\b)[^;]*?from '([^']+)'/gm

function loadedBy(file: string, seen = new Map<string, Set<string>>()): Set<string> {
  const known = seen.get(file)
  if (known) return known
  const loaded = new Set<string>()
  seen.set(file, loaded)
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(STATIC)) {
    loaded.add(from.startsWith('.') ? join(file, '..', from) : from)
    if (from.startsWith('.')) for (const each of loadedBy(join(file, '..', from), seen)) loaded.add(each)
  }
  return loaded
}

const packagesOf = (file: string) =>
  [...loadedBy(join(FOLDER, file))].filter((from) => !from.startsWith('/') && !from.startsWith('node:')).sort()

test('serving with what is on disk loads no package', () => {
  expect(packagesOf('authorities.ts')).toEqual([])
  expect(packagesOf('secure-contexts.ts')).toEqual([])
  expect(loadedBy(join(FOLDER, 'secure-contexts.ts'))).toContain(join(FOLDER, 'leaf.ts'))
})

test('making something does', () => {
  expect(packagesOf('new-authority.ts')).toEqual(['node-forge'])
  expect(packagesOf('sign-leaf.ts')).toEqual(['selfsigned'])
})
