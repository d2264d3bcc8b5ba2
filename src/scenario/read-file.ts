// A scenario file as text, or a sentence that says why there is none.
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path'
import { didYouMean } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import type { Source } from './place.ts'

/** Bytes. The largest scenario of ours is a hundredth of it. */
const LARGEST = 512 * 1024

/** The path as people know it. */
export function shownPath(path: string): string {
  const from = relative(process.cwd(), path)
  return from === '' || from.startsWith('..') || isAbsolute(from) ? path : from
}

/** @throws UserError when it is missing, a folder, too large, unreadable or not UTF-8 */
export async function readSource(path: string): Promise<Source> {
  const full = resolve(path)
  const name = shownPath(full)
  const bytes = await readBytes(full, name)
  try {
    return { name, path: full, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const utf16 = bytes[0] === 0xff || bytes[0] === 0xfe || bytes[1] === 0
    const where = utf16 ? 'it looks like UTF-16' : `line ${lineOfBadByte(bytes)} holds bytes that are none`
    throw new UserError(`${name}: not UTF-8 text: ${where}`, { hint: 'Save the file as UTF-8.', exitCode: 2 })
  }
}

async function readBytes(full: string, name: string): Promise<Buffer> {
  try {
    // Asked before it is opened: opening a pipe would wait for its writer.
    const facts = await stat(full)
    if (facts.isDirectory()) throw new UserError(`${name}: this is a folder, not a scenario file`, { exitCode: 2 })
    if (!facts.isFile()) throw new UserError(`${name}: this is not a regular file`, { exitCode: 2 })
    if (facts.size > LARGEST)
      throw new UserError(`${name}: ${facts.size} bytes are too many for a scenario; at most ${LARGEST}`, {
        exitCode: 2,
      })
    return await readFile(full)
  } catch (error) {
    if (error instanceof UserError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const why =
      code === 'ENOENT'
        ? `there is no such file${await neighbour(full)}`
        : code === 'ENOTDIR'
          ? 'there is no such file: part of its path is not a folder'
          : code === 'EISDIR'
            ? 'this is a folder, not a scenario file'
            : code === 'EACCES' || code === 'EPERM'
              ? 'it may not be read (permission denied)'
              : `it cannot be read: ${message}`
    throw new UserError(`${name}: ${why}`, { exitCode: 2, cause: error })
  }
}

async function neighbour(full: string): Promise<string> {
  const there = await readdir(dirname(full)).catch(() => [])
  return didYouMean(
    basename(full),
    there.filter((name) => /\.ya?ml$/.test(name)),
  )
}

function lineOfBadByte(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n')
  const bad = lines.findIndex((line) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'))
      return false
    } catch {
      return true
    }
  })
  return Math.max(bad, 0) + 1
}
