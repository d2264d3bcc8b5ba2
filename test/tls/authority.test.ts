import { X509Certificate } from 'node:crypto'
import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { authorityFolder, listAuthorityFiles, openAuthorities } from '../../src/tls/authorities.ts'
import { openAuthority } from '../../src/tls/authority.ts'
import { EVERYDAY } from '../../src/tls/constraints.ts'
import { temporaryFolder } from './temporary.ts'

const DAY = 86_400_000
const posix = test.skipIf(process.platform === 'win32')

test('a CA is made once and is the same ever after', async () => {
  const folder = authorityFolder(await temporaryFolder())
  const made = await openAuthority(folder, EVERYDAY)
  const again = await openAuthority(folder, EVERYDAY)
  expect(made.state).toBe('created')
  expect(again).toEqual({ ...made, state: 'kept' })
  expect((await readdir(folder)).sort()).toEqual(['ca-key.pem', 'ca.pem', 'leaf-key.pem'])
  const certificate = new X509Certificate(made.certificate)
  expect(certificate.ca).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.subject).toBe(`CN=${made.name}`)
  expect(made.name).toMatch(/^repro-proxy local CA [0-9a-f]{8}$/)
  const days = (made.validUntil.getTime() - Date.now()) / DAY
  expect(days).toBeGreaterThan(729)
  expect(days).toBeLessThanOrEqual(730)
})

test('openings at the same time end up with one CA, and leave nothing else behind', async () => {
  const state = await temporaryFolder()
  const opened = await Promise.all(Array.from({ length: 4 }, () => openAuthority(authorityFolder(state), EVERYDAY)))
  expect(new Set(opened.map(({ certificate, key, leafKey }) => certificate + key + leafKey)).size).toBe(1)
  expect(opened.map(({ state }) => state).sort()).toEqual(['created', 'kept', 'kept', 'kept'])
  expect(await readdir(join(state, 'authorities'))).toEqual(['everyday'])
})

test('with fewer than 30 days left it is replaced, once, and the old one keeps no keys', async () => {
  const state = await temporaryFolder()
  const folder = authorityFolder(state)
  const old = await openAuthority(folder, EVERYDAY)
  const before = new Date(old.validUntil.getTime() - 31 * DAY)
  expect((await openAuthority(folder, EVERYDAY, before)).certificate).toBe(old.certificate)
  const after = new Date(old.validUntil.getTime() - 29 * DAY)
  const renewed = await Promise.all([1, 2, 3].map(() => openAuthority(folder, EVERYDAY, after)))
  expect(renewed.map(({ state }) => state).sort()).toEqual(['kept', 'kept', 'renewed'])
  expect(new Set(renewed.map(({ certificate }) => certificate)).size).toBe(1)
  expect(renewed[0]!.certificate).not.toBe(old.certificate)
  expect(await listAuthorityFiles(state)).toEqual([
    { path: join(folder, 'ca.pem'), certificate: renewed[0]!.certificate, retired: false },
    { path: expect.stringContaining('.retired'), certificate: old.certificate, retired: true },
  ])
  const retired = join(state, 'authorities/.retired')
  expect(await readdir(join(retired, (await readdir(retired))[0]!))).toEqual(['ca.pem'])
})

posix('keys are private; others may not read them for long', async () => {
  const folder = authorityFolder(await temporaryFolder())
  const modes = async () =>
    Promise.all(['', 'ca-key.pem', 'leaf-key.pem'].map(async (x) => (await stat(join(folder, x))).mode & 0o777))
  expect((await openAuthority(folder, EVERYDAY)).notices).toEqual([])
  expect(await modes()).toEqual([0o700, 0o600, 0o600])
  await chmod(join(folder, 'ca-key.pem'), 0o644)
  const { notices } = await openAuthority(folder, EVERYDAY)
  expect(notices).toEqual([expect.stringContaining(`${join(folder, 'ca-key.pem')} could be read by others (mode 644)`)])
  expect(await modes()).toEqual([0o700, 0o600, 0o600])
  expect((await openAuthority(folder, EVERYDAY)).notices).toEqual([])
})

test('a damaged CA is not used and not thrown away', async () => {
  const state = await temporaryFolder()
  const one = await openAuthority(authorityFolder(state, 'one.example'), EVERYDAY)
  const two = await openAuthority(authorityFolder(state, 'two.example'), EVERYDAY)
  const refused = { name: 'UserError', exitCode: 1, message: expect.stringContaining('is damaged') }
  await writeFile(join(one.folder, 'ca-key.pem'), two.key)
  await expect(openAuthority(one.folder, EVERYDAY)).rejects.toMatchObject(refused)
  await rm(join(two.folder, 'leaf-key.pem'))
  await expect(openAuthority(two.folder, EVERYDAY)).rejects.toMatchObject(refused)
  await writeFile(join(two.folder, 'leaf-key.pem'), two.leafKey)
  await writeFile(join(two.folder, 'ca.pem'), 'nothing')
  await expect(openAuthority(two.folder, EVERYDAY)).rejects.toMatchObject(refused)
  expect((await readdir(one.folder)).length).toBe(3)
})

test('a host beyond the everyday names gets a CA of its own, and the everyday one stays as it is', async () => {
  const state = await temporaryFolder()
  const [everyday, ...none] = await openAuthorities(['shop.localhost', 'LOCALHOST', '127.0.0.1', 'x.test'], state)
  expect(none).toEqual([])
  const both = await openAuthorities(['b.example.com', 'a.example.com', 'B.example.com.'], state)
  expect(both.map(({ state }) => state)).toEqual(['kept', 'created', 'created'])
  expect(both[0].certificate).toBe(everyday.certificate)
  const alone = await openAuthorities(['a.example.com'], state)
  expect(alone.map(({ certificate }) => certificate)).toEqual([both[0].certificate, both[2]!.certificate])
  expect((await listAuthorityFiles(state)).map(({ certificate }) => certificate).sort()).toEqual(
    both.map(({ certificate }) => certificate).sort(),
  )
})
