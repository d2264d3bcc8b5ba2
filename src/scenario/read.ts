// YAML text to values with places. Stricter than YAML where YAML surprises (keys twice, tags of other languages), and safe
// with files from anywhere: depth is counted while reading and aliases are counted as what they stand for.
import type { Node, YAMLError } from 'yaml'
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, Parser } from 'yaml'
import type { Entry, Located } from './located.ts'
import type { Place, Source } from './place.ts'
import { fileAndLine, mistake, startOf } from './place.ts'

/** Levels of lists and maps. */
const DEEPEST = 40
/** Values in one file, each alias counted as all that it stands for. */
const MOST = 20_000

const PLAINER: Record<string, string> = {
  TAB_AS_INDENT: 'a tab cannot indent YAML; use spaces',
  BLOCK_AS_IMPLICIT_KEY: 'two keys on one line: a text with ": " in it needs quotes',
  RESOURCE_EXHAUSTION: 'lists and maps are nested too deeply',
  MULTIPLE_DOCS: 'a second document begins here ("---"); a scenario is one',
  BAD_INDENT: 'this line stands neither below the lines above it nor beside them; check its indentation',
  IMPOSSIBLE: 'this is not YAML',
}

/** @throws UserError that points at the first thing which is no YAML, or none that a scenario may use */
export function readYaml(source: Source): Located {
  const place = (start: number, end = start + 1): Place => ({ source, start, end })
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, keepSourceTokens: false })
  const documents = [...composer.compose(tokens(source), true, source.text.length)]
  const [document] = documents
  if (!document) throw mistake(startOf(source), 'the file is empty')
  const error = document.errors[0] ?? document.warnings[0]
  if (error) {
    const [start, end] = error.pos
    throw mistake(place(start, end), inPlainWords(error), QUOTES[error.code])
  }
  const second = documents[1]
  if (second) throw mistake(place(second.range[0]), PLAINER.MULTIPLE_DOCS!)
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    throw mistake(startOf(source), 'the file is empty')

  const anchors = new Map<string, Node>()
  let count = 0

  const placeOf = (node: Node): Place => {
    const [start, end] = node.range ?? [0, 0]
    return place(start, Math.max(end, start))
  }

  const locate = (node: unknown, depth: number, here: Place): Located => {
    if (node === null || node === undefined) return { kind: 'scalar', value: null, at: here }
    const spot = placeOf(node as Node)
    if (++count > MOST) throw mistake(spot, `more than ${MOST} values (aliases count as what they stand for)`)
    if (depth > DEEPEST) throw mistake(spot, PLAINER.RESOURCE_EXHAUSTION!)
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (!target) throw mistake(spot, `nothing is named &${node.source} above this line`)
      return locate(target, depth + 1, spot)
    }
    const { anchor } = node as { anchor?: string }
    if (anchor !== undefined) anchors.set(anchor, node as Node)
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => locate(item, depth + 1, spot)), at: spot }
    if (isMap(node)) {
      const entries = new Map<string, Entry>()
      for (const { key, value } of node.items) {
        const [name, keyAt] = keyOf(key as Node | null, spot, placeOf)
        const before = entries.get(name)
        if (before)
          throw mistake(keyAt, `"${name}" stands here a second time; it is already in ${fileAndLine(before.key)}`)
        entries.set(name, { key: keyAt, value: locate(value, depth + 1, { ...keyAt, start: keyAt.end }) })
      }
      return { kind: 'map', entries, at: spot }
    }
    const value: unknown = isScalar(node) ? node.value : undefined
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'scalar', value, at: spot }
    throw mistake(spot, 'only text, numbers, true, false, lists and maps can stand here')
  }
  return locate(document.contents, 1, startOf(source))
}

const QUOTES: Record<string, string> = {
  BAD_SCALAR_START: 'Put the text in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'Put the text in quotes.',
}

function inPlainWords({ code, message }: YAMLError): string {
  const open = /^Flow (map|sequence) .*end with a (.)$/.exec(message)
  if (open) return `this ${open[1] === 'map' ? 'map' : 'list'} is not closed: "${open[2]}" is missing`
  const own = PLAINER[code]
  if (own !== undefined) return own
  return /^[A-Z][a-z]/.test(message) ? message[0]!.toLowerCase() + message.slice(1) : message
}

/** The reader of the package goes as deep as the file does, and Node can die of it before it throws: so depth is watched from outside. */
function* tokens(source: Source) {
  const parser = new Parser()
  let offset = 0
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) yield token
    offset += /^[\u0002\u0018\u001f\ufeff]$/.test(lexeme) ? 0 : lexeme.length
    if (parser.stack.length > DEEPEST * 3)
      throw mistake({ source, start: offset - 1, end: offset }, PLAINER.RESOURCE_EXHAUSTION!)
  }
  for (const token of parser.end()) yield token
}

function keyOf(key: Node | null, map: Place, placeOf: (node: Node) => Place): [string, Place] {
  const value = isScalar(key) ? key.value : undefined
  const keyAt = key ? placeOf(key) : map
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw mistake(keyAt, 'a key must be a name')
  if (value === '__proto__') throw mistake(keyAt, '"__proto__" cannot be a key')
  return [String(value), keyAt]
}
