import { X509Certificate } from 'node:crypto'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { authorityFolder } from '../../src/tls/authorities.ts'
import { openAuthority } from '../../src/tls/authority.ts'
import { EVERYDAY } from '../../src/tls/constraints.ts'
import { leafFor } from '../../src/tls/leaf.ts'
import { temporaryFolder } from './temporary.ts'

const DAY = 86_400_000
const everyday = async () => openAuthority(authorityFolder(await temporaryFolder()), EVERYDAY)

test('a leaf names exactly what was asked, for servers, for less than 397 days, signed by the CA that follows it', async () => {
  const authority = await everyday()
  const { chain, key } = await leafFor(authority, ['localhost', '127.0.0.1', '::1'])
  const leaf = new X509Certificate(chain)
  expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  expect(leaf.ca).toBe(false)
  expect(leaf.issuer).toBe(`CN=${authority.name}`)
  expect(leaf.checkIssued(new X509Certificate(authority.certificate))).toBe(true)
  expect((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY).toBe(181)
  expect(chain.endsWith(authority.certificate)).toBe(true)
  expect(chain.match(/BEGIN CERTIFICATE/g)?.length).toBe(2)
  expect(key).toBe(authority.leafKey)
})

test('it is kept on disk, and signed anew when it is about to expire, broken, or of another CA', async () => {
  const authority = await everyday()
  const first = await leafFor(authority, ['shop.localhost'])
  expect(await leafFor(authority, ['shop.localhost'])).toEqual(first)
  const late = new Date(first.validUntil.getTime() - 6 * DAY)
  const second = await leafFor(authority, ['shop.localhost'], late)
  expect(second.chain).not.toBe(first.chain)
  const [file] = await readdir(join(authority.folder, 'leaves'))
  expect(file).toBe('for-shop.localhost.pem')
  await writeFile(join(authority.folder, 'leaves', file!), 'nothing')
  const third = await leafFor(authority, ['shop.localhost'])
  expect(new X509Certificate(third.chain).subjectAltName).toBe('DNS:shop.localhost')

  const other = await everyday()
  await leafFor(other, ['a.localhost'])
  await writeFile(join(other.folder, 'leaves', file!), third.chain)
  const mended = await leafFor(other, ['shop.localhost'])
  expect(new X509Certificate(mended.chain).issuer).toBe(`CN=${other.name}`)
})

test('it does not outlive its CA', async () => {
  const authority = await everyday()
  const late = new Date(authority.validUntil.getTime() - 40 * DAY)
  expect((await leafFor(authority, ['shop.localhost'], late)).validUntil).toEqual(authority.validUntil)
})

test('the longest name there can be gets one; a full folder loses its oldest; without a folder it is served all the same', async () => {
  const authority = await everyday()
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.localhost`.slice(-253)
  expect(new X509Certificate((await leafFor(authority, [long])).chain).subjectAltName).toBe(`DNS:${long}`)
  const folder = join(authority.folder, 'leaves')
  await Promise.all(Array.from({ length: 520 }, (_, i) => writeFile(join(folder, `for-x${i}.localhost.pem`), '')))
  await leafFor(authority, ['newest.localhost'])
  const kept = await readdir(folder)
  expect(kept.length).toBe(450)
  expect(kept).toContain('for-newest.localhost.pem')
  await rm(folder, { recursive: true })
  await writeFile(folder, 'not a folder')
  expect((await leafFor(authority, ['shop.localhost'])).key).toBe(authority.leafKey)
})
