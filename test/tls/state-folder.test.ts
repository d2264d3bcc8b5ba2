import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makePrivateFolder, stateFolder } from '../../src/tls/state-folder.ts'
import { temporaryFolder } from './temporary.ts'

test.each([
  ['linux', {}, '/home/ann/.local/state/repro-proxy'],
  ['linux', { XDG_STATE_HOME: '/data/state' }, '/data/state/repro-proxy'],
  ['linux', { XDG_STATE_HOME: 'relative' }, '/home/ann/.local/state/repro-proxy'],
  ['darwin', { XDG_STATE_HOME: '/data/state' }, '/home/ann/Library/Application Support/repro-proxy'],
  ['linux', { REPRO_PROXY_STATE_DIR: '/here' }, '/here'],
  ['darwin', { REPRO_PROXY_STATE_DIR: '/here' }, '/here'],
] as const)('on %s with %j: %s', (platform, env, folder) => {
  expect(stateFolder(env, platform, '/home/ann')).toBe(folder)
})

test('on Windows', () => {
  expect(stateFolder({ LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local' }, 'win32', 'C:\\Users\\ann')).toBe(
    'C:\\Users\\ann\\AppData\\Local\\repro-proxy',
  )
  expect(stateFolder({}, 'win32', 'C:\\Users\\ann')).toBe('C:\\Users\\ann\\AppData\\Local\\repro-proxy')
})

test.skipIf(process.platform === 'win32')('a new folder is private; one that was there is left alone', async () => {
  const top = await temporaryFolder()
  await makePrivateFolder(join(top, 'a/b'))
  expect((await stat(join(top, 'a/b'))).mode & 0o777).toBe(0o700)
  await mkdir(join(top, 'open'), { mode: 0o755 })
  await makePrivateFolder(join(top, 'open'))
  expect((await stat(join(top, 'open'))).mode & 0o777).toBe(0o755)
  await writeFile(join(top, 'file'), '')
  await expect(makePrivateFolder(join(top, 'file/x'))).rejects.toMatchObject({ name: 'UserError', exitCode: 1 })
})
