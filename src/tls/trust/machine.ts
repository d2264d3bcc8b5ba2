import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { stdin } from 'node:process'

/** What planning asks about the computer; a value, so that a plan for any platform can be made (and tested) on any other. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Administrator on Unix. */
  readonly root: boolean
  /** Somebody can be asked for a password. */
  readonly terminal: boolean
  /** Where the file system begins: `/`. */
  readonly top: string
  /** Full path of a program, undefined when it is not installed. */
  find(program: string): string | undefined
}

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    home: homedir(),
    env: process.env,
    root: process.getuid?.() === 0,
    terminal: stdin.isTTY === true,
    top: '/',
    find: findOnPath,
  }
}

/** Folders where administration and Homebrew's unlinked programs are, often missing from an ordinary user's PATH. */
const MORE = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/opt/homebrew/opt/nss/bin', '/usr/local/opt/nss/bin']

function findOnPath(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...MORE]
  return folders.map((folder) => join(folder, program)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
