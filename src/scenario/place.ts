// Where something stands in a file, and the words for what is wrong there: file:line:col, the sentence, the line with a caret.
import { UserError } from '../core/user-error.ts'

export interface Source {
  /** As people know the file: relative to where they are when it is below there. */
  readonly name: string
  /** Absolute; absent for text that came from elsewhere. */
  readonly path?: string
  readonly text: string
}

/** A range of characters, `end` not included. */
export interface Place {
  readonly source: Source
  readonly start: number
  readonly end: number
}

export interface Mistake {
  readonly at: Place
  readonly text: string
}

/** More than these are not told at once: the later ones often follow from the first. */
const MOST = 5
/** Columns of a line that are shown around the caret. */
const WIDE = 100

/** 1-based. */
export function lineAndColumn({ source, start }: Place): { line: number; column: number } {
  const before = source.text.slice(0, start)
  return { line: before.split('\n').length, column: start - before.lastIndexOf('\n') }
}

/** `file:line`, as terminals and editors make it a link. */
export function fileAndLine(at: Place): string {
  return `${at.source.name}:${lineAndColumn(at).line}`
}

export function startOf(source: Source): Place {
  return { source, start: 0, end: 0 }
}

/** The 1-based line as a place, without its indentation. */
export function placeOfLine(source: Source, line: number): Place {
  const lines = source.text.split('\n')
  const at = Math.min(Math.max(line, 1), lines.length)
  const text = lines[at - 1]!
  const before = lines.slice(0, at - 1).reduce((sum, one) => sum + one.length + 1, 0)
  const start = before + (/\S/.exec(text)?.index ?? 0)
  return { source, start, end: before + text.trimEnd().length }
}

// Nothing from a file may move the cursor of the terminal that shows it.
const shown = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, ' ')

function frame(at: Place): string {
  const { line, column } = lineAndColumn(at)
  const lines = at.source.text.split('\n')
  const text = (lines[line - 1] ?? '').replace(/\r$/, '')
  const from = column > WIDE ? column - WIDE / 2 : 0
  const length = Math.max(1, Math.min(at.end - at.start, text.length - column + 1, WIDE / 2))
  const number = String(line)
  const edge = ' '.repeat(number.length)
  const before = lines[line - 2]
  const context =
    before === undefined ? [] : [`  ${String(line - 1).padStart(number.length)} | ${shown(before).slice(0, WIDE)}`]
  return [
    ...context,
    `> ${number} | ${shown(text.slice(from, from + WIDE))}`,
    `  ${edge} | ${' '.repeat(Math.max(0, column - 1 - from))}${'^'.repeat(length)}`,
  ].join('\n')
}

function inWords(mistake: Mistake): string {
  const { line, column } = lineAndColumn(mistake.at)
  return `${mistake.at.source.name}:${line}:${column}: ${shown(mistake.text)}\n${frame(mistake.at)}`
}

/** One error for all of them, the first few spelled out; exit code 2. */
export function userError(mistakes: readonly Mistake[], hint?: string): UserError {
  const told = mistakes.slice(0, MOST).map(inWords)
  const rest = mistakes.length - told.length
  const message = [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n\n')
  return new UserError(message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) })
}

export function mistake(at: Place, text: string, hint?: string): UserError {
  return userError([{ at, text }], hint)
}
