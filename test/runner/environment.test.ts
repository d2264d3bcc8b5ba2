import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appEnvironment, bareEnvironment } from '../../src/runner/environment.ts'
import { appFolder } from './apps.ts'

const publicUrl = 'https://shop.localhost:8443'
async function environment(
  dependencies: Record<string, string>,
  files = {},
  base: NodeJS.ProcessEnv = { PATH: '/bin' },
) {
  const { folder } = await appFolder(files)
  const project = { folder, dependencies: new Map(Object.entries(dependencies)) }
  const facts = { project, publicUrl, certificateFile: '/ca.pem', base, cwd: folder }
  return { ...(await appEnvironment(facts)), folder, facts }
}

test('an app of which nothing is known is given all addresses, and our CA', async () => {
  const { added, env, remarks } = await environment({ express: '^5.0.0' })
  const urls = { NEXTAUTH_URL: publicUrl, AUTH_URL: publicUrl, BETTER_AUTH_URL: publicUrl }
  expect(added).toEqual({ ...urls, NODE_EXTRA_CA_CERTS: '/ca.pem' })
  expect(env).toMatchObject(urls)
  expect(remarks).toEqual([])
})

test('only what its library must have', async () => {
  expect((await environment({ 'next-auth': '^4.24.0' })).added).toEqual({
    NEXTAUTH_URL: publicUrl,
    NODE_EXTRA_CA_CERTS: '/ca.pem',
  })
  expect((await environment({ 'better-auth': '^1.7.0' })).added).toHaveProperty('BETTER_AUTH_URL', publicUrl)
})

test('Auth.js 5 goes on following the front: with AUTH_URL nothing would break any more', async () => {
  const { added, remarks } = await environment({ 'next-auth': '5.0.0-beta.30' })
  expect(added).toEqual({ NODE_EXTRA_CA_CERTS: '/ca.pem' })
  expect(remarks).toEqual([expect.stringContaining('AUTH_URL is left unset')])
})

test('what is set in the shell or in a .env file stays', async () => {
  const shell = { PATH: '/bin', AUTH_URL: 'https://a.test', NODE_EXTRA_CA_CERTS: '/own.pem' }
  const { added, env, remarks } = await environment({}, { '.env.production': 'NEXTAUTH_URL=https://b.test\n' }, shell)
  expect(added).toEqual({ BETTER_AUTH_URL: publicUrl })
  expect(env.AUTH_URL).toBe('https://a.test')
  expect(remarks).toEqual([expect.stringContaining('NODE_EXTRA_CA_CERTS is set already')])
})

test("the project's own programs come first; --no-env adds nothing else", async () => {
  const { folder, facts } = await environment({})
  const bin = join(folder, 'node_modules', '.bin')
  await mkdir(bin, { recursive: true })
  const { env, added } = bareEnvironment(facts)
  expect(added).toEqual({})
  expect(Object.keys(env)).toEqual(['PATH'])
  expect(env.PATH!.split(':')[0]).toBe(bin)
  expect(env.PATH!.split(':').at(-1)).toBe('/bin')
})
