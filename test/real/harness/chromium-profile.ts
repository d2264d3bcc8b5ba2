import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from './programs.ts'
import { startProcess } from './server-process.ts'

export interface ChromiumProfile {
  /** WebSocket URL of the debugging protocol: several clients may use it at once. */
  readonly endpoint: string
  close(): Promise<void>
}

/**
 * Chromium with a user's profile of its own, as a person would have it: no switches that alter cookies. All names below
 * `.test` and `.example` lead to this machine. Its private windows are the protocol's browser contexts.
 */
export async function startChromium(options: { thirdPartyCookies: 'allowed' | 'blocked' }): Promise<ChromiumProfile> {
  const program = findProgram('chromium')
  if (program === undefined) throw new Error('no Chromium here')
  const folder = await mkdtemp(join(tmpdir(), 'repro-proxy-chromium-'))
  await mkdir(join(folder, 'Default'))
  // 0 = third-party cookies allowed, 1 = blocked: the setting under Privacy, "Third-party cookies".
  const preferences = { profile: { cookie_controls_mode: options.thirdPartyCookies === 'blocked' ? 1 : 0 } }
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--ignore-certificate-errors',
    // A page that comes back without a request has nothing to say about cookies.
    '--disable-features=BackForwardCache',
    '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.example 127.0.0.1',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
    'about:blank',
  ]
  const browser = startProcess(program, args, { cwd: folder })
  const close = async () => {
    await browser.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    let told: string[] = []
    await browser.until(async () => {
      told = (await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).trim().split('\n')
      return told.length === 2
    }, 30)
    return { endpoint: `ws://127.0.0.1:${told[0]}${told[1]}`, close }
  } catch (error) {
    await close()
    throw error
  }
}
