// What zod found wrong, in the words of somebody who writes YAML.
import { z } from 'zod'
import { didYouMean } from '../core/did-you-mean.ts'
import { DURATION } from '../core/duration.ts'
import type { Located } from './located.ts'
import { described, follow, written } from './located.ts'
import type { Mistake } from './place.ts'

type Issue = z.core.$ZodIssue

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
}

export function mistakesOf(schema: z.ZodType, located: Located, issues: readonly Issue[]): Mistake[] {
  return issues.flatMap((issue) => mistakesOfOne(schema, located, issue, []))
}

function mistakesOfOne(schema: z.ZodType, located: Located, issue: Issue, above: readonly PropertyKey[]): Mistake[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.filter((branch) => branch.length > 0)
    const inside = branches.find((branch) => branch.some((one) => goesInside(one)))
    if (inside && follow(located, path).found?.kind !== 'scalar')
      return inside.flatMap((one) => mistakesOfOne(schema, located, one, path))
    return sentence(located, path, () => expectedOf(branches.flat(), located, path))
  }
  if (issue.code === 'unrecognized_keys') {
    const { found } = follow(located, path)
    const known = keysAt(schema, path)
    return issue.keys.map((key) => ({
      at: (found?.kind === 'map' && found.entries.get(key)?.key) || follow(located, path).place,
      text: `"${key}" is not known here${didYouMean(key, known) || (known.length > 0 ? `; known: ${known.join(', ')}` : '')}`,
    }))
  }
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    const { found } = follow(located, path.slice(0, -1))
    const key = String(path.at(-1))
    const at = (found?.kind === 'map' && found.entries.get(key)?.key) || follow(located, path).place
    const why = issue.issues.map((one) => ownWords(one) ?? one.message).join('; ')
    return [{ at, text: `"${key}" cannot stand here: ${why}` }]
  }
  return sentence(located, path, () => expectedOf([issue], located, path))
}

function goesInside(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys'
}

function sentence(located: Located, path: readonly PropertyKey[], expected: () => string): Mistake[] {
  const { place, found } = follow(located, path)
  if (!found) return [{ at: place, text: `"${String(path.at(-1))}" is missing` }]
  return [{ at: place, text: expected() }]
}

/** One sentence out of what each of the alternatives wanted. */
function expectedOf(issues: readonly Issue[], located: Located, path: readonly PropertyKey[]): string {
  const { found } = follow(located, path)
  const flat = issues.flatMap(flattened)
  const values = flat.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []))
  // When one alternative takes this kind of value and only its content is wrong, the others need not be named.
  const content = flat.filter((issue) => !['invalid_value', 'invalid_type', 'unrecognized_keys'].includes(issue.code))
  const types = flat.flatMap((issue) =>
    issue.code === 'invalid_type' ? [TYPES[issue.expected] ?? issue.expected] : [],
  )
  const text = found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined
  const near = text === undefined || values.length === 0 ? '' : didYouMean(text, values)
  const now = found ? described(found) : 'nothing'
  if (near !== '') return `${now} is not known here${near}`
  if (content.length > 0 && values.length === 0) return [...new Set(content.map(worded))].join('; or ')
  const wanted = [
    ...(values.length > 0 ? [values.length === 1 ? values[0]! : `one of ${[...new Set(values)].join(', ')}`] : []),
    ...new Set(types),
    ...new Set(content.map(worded)),
  ]
  const number = found?.kind === 'scalar' && typeof found.value !== 'string' && found.value !== null
  const wantsText = types.includes('text') || (number && values.includes(written(found)))
  const quotes = number && wantsText && !found.param ? `; put it in quotes: "${written(found)}"` : ''
  return `expected ${wanted.join(', or ')}; found ${now}${quotes}`
}

function flattened(issue: Issue): Issue[] {
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(flattened) : [issue]
}

/** Where something is wrong, alternatives and all. */
export function pathsOf(issue: Issue, above: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  const path = [...above, ...issue.path]
  const inside = issue.code === 'invalid_union' ? issue.errors.flat() : []
  return [path, ...inside.flatMap((one) => pathsOf(one, path))]
}

/** A message that the schema's author gave. */
function ownWords(issue: { message: string }): string | undefined {
  return /^(?:Invalid|Too|Unrecognized|Expected)\b/.test(issue.message) ? undefined : issue.message
}

function worded(issue: Issue): string {
  const own = ownWords(issue)
  if (own !== undefined) return own
  switch (issue.code) {
    case 'too_small':
    case 'too_big': {
      const small = issue.code === 'too_small'
      const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum
      const sized = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' items' : ''
      if (small && sized !== '' && Number(limit) === 1) return 'it must not be empty'
      const edge = issue.inclusive === false ? (small ? 'more than' : 'less than') : small ? 'at least' : 'at most'
      return `it must be ${sized === '' ? '' : 'of '}${edge} ${limit}${sized}`
    }
    case 'not_multiple_of':
      return `it must be a multiple of ${issue.divisor}`
    case 'invalid_format':
      if (issue.format === 'starts_with')
        return `it must begin with ${JSON.stringify((issue as { prefix?: string }).prefix)}`
      if (issue.pattern === String(DURATION)) return 'it must be a length of time: milliseconds, or 250ms, 30s, 2m, 1h'
      return issue.pattern === undefined ? `it must be: ${issue.format}` : `it must match ${issue.pattern}`
    default:
      return issue.message
  }
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  items?: JsonSchema
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  $ref?: string
  $defs?: Record<string, JsonSchema>
}

/** The keys that a map may have at the end of a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const open = (one: JsonSchema): JsonSchema[] => {
    const target = one.$ref === '#' ? root : root.$defs?.[one.$ref?.replace('#/$defs/', '') ?? '']
    return [one, ...[...(target ? [target] : []), ...(one.anyOf ?? []), ...(one.allOf ?? [])].flatMap(open)]
  }
  let now = open(root)
  for (const step of path) {
    now = now.flatMap((one) => {
      const next = one.properties?.[String(step)] ?? (typeof step === 'number' ? one.items : one.additionalProperties)
      return typeof next === 'object' ? open(next) : []
    })
  }
  return [...new Set(now.flatMap((one) => Object.keys(one.properties ?? {})))]
}
