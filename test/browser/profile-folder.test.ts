// Only what was made is taken away.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProfileFolder, removeProfileFolder, removeStaleFolders } from '../../src/browser/profile-folder.ts'

const PROGRAM = '/usr/bin/chromium'
const before = process.env.TMPDIR
const root = realpathSync(mkdtempSync(join(tmpdir(), 'repro-proxy-profiles-')))
beforeAll(() => {
  process.env.TMPDIR = root
})
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  rmSync(root, { recursive: true, force: true })
})

test('a folder is made for a profile and taken away with all that is in it', async () => {
  const folder = makeProfileFolder(PROGRAM, 'alice')
  expect(JSON.parse(readFileSync(join(folder, 'Default', 'Preferences'), 'utf8')).profile).toEqual({ name: 'alice' })
  expect(await removeProfileFolder(folder, PROGRAM)).toBe(true)
  expect(existsSync(folder)).toBe(false)
})

test('other folders, other places and links stay', async () => {
  const named = `repro-proxy-browser-${process.pid}-abcdef`
  const other = join(root, 'my-profile')
  mkdirSync(other)
  writeFileSync(join(other, 'kept'), '')
  symlinkSync(other, join(root, named))
  mkdirSync(join(other, named))
  for (const folder of [other, join(root, named), join(other, named), join(root, named, '..', 'my-profile'), root, '/'])
    expect(await removeProfileFolder(folder, PROGRAM)).toBe(false)
  expect(existsSync(join(other, 'kept'))).toBe(true)
  rmSync(join(root, named))
})

test('what a process that is gone has left behind goes, what is in use stays', async () => {
  const mine = makeProfileFolder(PROGRAM, 'alice')
  // Above what any system gives to a process.
  const left = join(root, 'repro-proxy-browser-2147483646-abcdef')
  mkdirSync(left)
  await removeStaleFolders(PROGRAM)
  expect(existsSync(left)).toBe(false)
  expect(existsSync(mine)).toBe(true)
  expect(basename(mine)).toMatch(/^repro-proxy-browser-/)
  await removeProfileFolder(mine, PROGRAM)
})
