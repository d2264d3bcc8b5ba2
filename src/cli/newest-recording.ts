// The recording that somebody means who names none: the one written last in this folder.
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { UserError } from '../core/user-error.ts'

const HINT = 'Make one with: repro-proxy --record run.jsonl (sign in, then Ctrl+C). Or name a file.'

/** Path of the newest file in `folder` that begins as a recording does. Throws UserError when there is none. */
export function newestRecording(folder = '.'): string {
  const found = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl') && begins(`${folder}/${name}`))
    .map((name) => ({ name, at: statSync(`${folder}/${name}`).mtimeMs }))
    .sort((a, b) => b.at - a.at)[0]
  if (!found) throw new UserError('there is no recording in this folder', { hint: HINT })
  return folder === '.' ? found.name : `${folder}/${found.name}`
}

function begins(path: string): boolean {
  const start = Buffer.alloc(200)
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, start, 0, start.length, 0)
    } finally {
      closeSync(file)
    }
  } catch {
    return false
  }
  return /^\{"type":"(?:front|app|exchange|cookie|finding)","/.test(start.toString('latin1'))
}
