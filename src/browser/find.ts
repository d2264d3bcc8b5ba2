// The browser that is installed, found where its users install it. Nothing is downloaded.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { UserError } from '../core/user-error.ts'

const NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'brave',
]

const MAC = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'Brave Browser.app/Contents/MacOS/Brave Browser',
]

const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
]

interface Machine {
  readonly platform?: NodeJS.Platform
  readonly env?: NodeJS.ProcessEnv
  readonly exists?: (path: string) => boolean
}

/** Path of Chrome, Chromium, Edge or Brave, in this order; undefined when none is installed. */
export function findBrowser({
  platform = process.platform,
  env = process.env,
  exists = runs,
}: Machine = {}): string | undefined {
  return places(platform, env).find(exists)
}

/** `--browser-path`, or else the one that is found. Throws UserError when the named one cannot be run. */
export function browserAt(path: string | undefined): string | undefined {
  if (path === undefined) return findBrowser()
  if (runs(path)) return path
  throw new UserError(`--browser-path ${path}: there is no program that can be run`, {
    hint: 'Name the program itself, such as /usr/bin/chromium; without the flag, the installed browser is looked for.',
  })
}

function places(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined)
    return WINDOWS.flatMap((rest) => roots.map((root) => `${root}\\${rest}`))
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', ...(env.HOME ? [`${env.HOME}/Applications`] : [])]
    return MAC.flatMap((rest) => roots.map((root) => `${root}/${rest}`))
  }
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/snap/bin']
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
