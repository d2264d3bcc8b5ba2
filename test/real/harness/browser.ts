import { type Browser, chromium } from 'playwright-core'
import { findProgram } from './programs.ts'

/**
 * Chromium without a window. `resolve` = an address for every *.example.test name (*.localhost needs none); `full` = the browser
 * with all its own pages.
 */
export async function launchChromium(options: { resolve?: string; full?: boolean } = {}): Promise<Browser> {
  const executablePath = findProgram('chromium')
  if (executablePath === undefined) throw new Error('no Chromium here')
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  if (options.resolve !== undefined) args.push(`--host-resolver-rules=MAP *.example.test ${options.resolve}`)
  if (options.full)
    return chromium.launch({ executablePath, ignoreDefaultArgs: ['--headless'], args: [...args, '--headless=new'] })
  return chromium.launch({ executablePath, headless: true, args })
}
