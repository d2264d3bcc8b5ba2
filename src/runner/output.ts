// What an app writes, a line at a time. Colours and movements of the cursor are taken away; everything else that could act on a terminal is left for the
// views, which show it and never obey it.
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Characters; what is longer is data, not a message. */
const LONGEST = 1000
/** A server that logs without end must not push what happened out of the timeline. */
const A_SECOND = 100

const COLOUR = /\u001b\[[0-9;:?]*[A-Za-z]/g

export function readLines(stream: Readable, onLine: (line: string) => void, now: () => number = Date.now): void {
  const decoder = new StringDecoder('utf8')
  const tell = thinned(onLine, now)
  let rest = ''
  const take = (text: string) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop()!
    // A line without an end: what is there already is told, and nothing is kept of it.
    if (rest.length > LONGEST * 4) lines.push(rest)
    if (lines.at(-1) === rest) rest = ''
    for (const line of lines) tell.line(cleaned(line))
  }
  stream.on('data', (bytes: Buffer) => take(decoder.write(bytes)))
  stream.on('error', () => {})
  stream.once('close', () => {
    if (rest !== '') tell.line(cleaned(rest))
    rest = ''
    tell.end()
  })
}

function cleaned(line: string): string {
  // A progress line is written over itself: its last state counts.
  const text = line
    .replace(COLOUR, '')
    .replace(/\r+$/, '')
    .replace(/^[\s\S]*\r/, '')
    .trimEnd()
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} ... (${text.length} characters)` : text
}

function thinned(onLine: (line: string) => void, now: () => number) {
  let second = 0
  let told = 0
  let left = 0
  const count = () => {
    if (left > 0) onLine(`(${left} more ${left === 1 ? 'line' : 'lines'})`)
    left = 0
  }
  return {
    line(text: string) {
      if (text === '') return
      const current = Math.floor(now() / 1000)
      if (current !== second) {
        second = current
        told = 0
        count()
      }
      if (told < A_SECOND) {
        told += 1
        onLine(text)
      } else left += 1
    },
    end: count,
  }
}
