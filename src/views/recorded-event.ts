// What a line of a recording must have before any reader may trust it: files are cut, edited and come from other people.
import { REQUEST_KINDS } from '../core/kind.ts'

type Check = (value: unknown) => boolean
/** A name with a question mark may be absent. */
interface Shape {
  readonly [name: string]: Check | Shape
}

const text: Check = (value) => typeof value === 'string'
const count: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const flag: Check = (value) => typeof value === 'boolean'
/** What Date can hold. */
const time: Check = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15
const texts: Check = (value) => Array.isArray(value) && value.every(text)
const headers: Check = (value) => Array.isArray(value) && value.length % 2 === 0 && value.every(text)
const oneOf = (words: readonly string[]): Check => words.includes.bind(words) as Check
const listOf =
  (shape: Shape): Check =>
  (value) =>
    Array.isArray(value) && value.every((one) => faultIn(one, shape) === undefined)

const request: Shape = { method: text, target: text, headers, version: text }
const response: Shape = { status: count, reason: text, headers }

const SHAPES: Record<string, Shape> = {
  front: { at: time, state: text, text, 'origin?': text, 'scenario?': text, 'version?': count, 'masked?': flag },
  app: { at: time, state: text, text, 'instance?': text },
  exchange: {
    at: time,
    id: count,
    headMs: count,
    ms: count,
    connection: count,
    scheme: oneOf(['http', 'https']),
    host: text,
    kind: oneOf(REQUEST_KINDS),
    client: text,
    browser: { request, 'response?': response },
    'app?': { request, 'response?': response, instance: text, 'before?': listOf(response) },
    attempts: count,
    'staleConnection?': flag,
    'servedFrom?': count,
    'answeredBy?': { hop: text, step: text },
    'site?': text,
    'visitor?': { as: text, cookies: oneOf(['none', 'own', 'user']) },
    'says?': { 'error?': text, 'session?': text },
    changes: listOf({
      hop: text,
      step: text,
      side: oneOf(['request', 'response']),
      differences: listOf({ what: text, 'from?': text, 'to?': text }),
    }),
    story: texts,
    end: text,
    plumbing: flag,
    bytes: { request: count, response: count },
  },
  cookie: {
    at: time,
    exchange: count,
    client: text,
    moment: oneOf(
      'kept refused deleted sent withheld missing unexpected stripped changed expired evicted learned confirmed disagreed'.split(
        ' ',
      ),
    ),
    name: text,
    'domain?': text,
    'path?': text,
    'partition?': text,
    'value?': text,
    'reasons?': texts,
    text,
    'fix?': text,
    'by?': text,
    'predicted?': text,
    'actual?': text,
    'unknown?': flag,
  },
  finding: {
    at: time,
    id: text,
    level: oneOf(['info', 'warning', 'error']),
    title: text,
    exchange: count,
    evidence: texts,
    'why?': text,
    fix: texts,
    count,
    'client?': text,
    'explains?': texts,
  },
}

export function isKnown(value: unknown): value is { type: string } {
  return isObject(value) && typeof value.type === 'string' && Object.hasOwn(SHAPES, value.type)
}

/** What is wrong with it, in words; undefined when it is an event. */
export function faultOf(value: { type: string }): string | undefined {
  const field = faultIn(value, SHAPES[value.type]!)
  return field === undefined ? undefined : `in this ${value.type} event, "${field}" is missing or wrong`
}

/** The dotted name of the first field that is not as it should be. */
function faultIn(value: unknown, shape: Shape): string | undefined {
  if (!isObject(value)) return 'it'
  for (const [key, want] of Object.entries(shape)) {
    const name = key.endsWith('?') ? key.slice(0, -1) : key
    const field = value[name]
    if (field === undefined && name !== key) continue
    if (typeof want === 'function') {
      if (!want(field)) return name
    } else if (!isObject(field)) return name
    else {
      const inner = faultIn(field, want)
      if (inner !== undefined) return `${name}.${inner}`
    }
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
