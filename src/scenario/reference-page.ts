// docs/scenario-language.md, made from the declarations that also check the files: it cannot say anything else than they do.
import { stringify } from 'yaml'
import type { Behaviour } from '../core/behaviour.ts'
import type { JsonSchema } from './schema.ts'
import { plainSchema } from './schema.ts'

export function referencePage(behaviours: readonly Behaviour[]): string {
  const root = plainSchema(behaviours)
  const definitions = root.definitions ?? {}
  const names = behaviours.map(({ name }) => name)
  const step = definitions.step?.properties ?? {}
  const rules = Object.entries(step).filter(([name]) => !names.includes(name))
  return [
    '<!-- Made by `npm run generate` from src/behaviours and src/scenario; edits here are lost. -->',
    '# The scenario language',
    'A scenario is a YAML file: what it is about, and `front`, the list of hops between browser and app, browser side first. A hop is',
    '`name: [steps]`; a step is one behaviour with its options. How to write one: [writing-scenarios.md](writing-scenarios.md).',
    '',
    '## Top level\n',
    table(rowsOf({ ...root, properties: topLevel(root) }, definitions)),
    '## In `front`\n',
    'Either `name: [steps]`, or the hops of another scenario:\n',
    table(rowsOf(root.properties!.front!.items!.anyOf![0]!, definitions)),
    '## Beside a behaviour\n',
    'A step is `behaviour: options`, or the behaviour alone where its defaults will do. Beside it may stand:\n',
    table(rowsOf({ properties: Object.fromEntries(rules) }, definitions)),
    '## `when`\n',
    'All tests that are named must hold; of a list, one is enough. Tests look at the request as the steps before have left it.\n',
    table(rowsOf(definitions.when!, definitions)),
    '## Behaviours\n',
    behaviours.map(({ name, about }) => `- [\`${name}\`](#${name}): ${about}`).join('\n'),
    '',
    ...behaviours.map((one) => section(one, step[one.name]!, definitions)),
  ].join('\n')
}

function section({ name, about, examples }: Behaviour, options: JsonSchema, definitions: Definitions): string {
  const rows = rowsOf(options, definitions)
  // What is no map is a short form, or all there is to say.
  const words = alternatives(options, definitions).filter((one) => one.type !== 'null' && !one.properties)
  const short =
    words.length > 0
      ? `Takes ${words.map((one) => typeOf(one, definitions)).join(' or ')}${rows.length > 0 ? ', or a map:' : '.'}\n`
      : ''
  const shown = examples.map(({ note, options: given, wire }) => {
    const yaml = stringify([{ [name]: given }], { lineWidth: 0 }).trimEnd()
    return `${note === undefined ? '' : `${note}:\n\n`}\`\`\`yaml\n${yaml}\n\`\`\`\n\`\`\`wire\n${wire.trim()}\n\`\`\`\n`
  })
  return [`### ${name}\n`, `${sentence(about)}\n`, short, rows.length > 0 ? table(rows) : '', ...shown]
    .filter(Boolean)
    .join('\n')
}

type Definitions = Record<string, JsonSchema>
type Row = readonly [name: string, type: string, standard: string, about: string]

function alternatives(schema: JsonSchema, definitions: Definitions): JsonSchema[] {
  const target = definitions[schema.$ref?.replace('#/definitions/', '') ?? '']
  const inner = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  if (target) return [{ ...target, $ref: schema.$ref! }]
  return inner.length > 0 ? inner.flatMap((one) => alternatives(one, definitions)) : [schema]
}

/** One row per option; options of options are told as `outer.inner`. */
function rowsOf(schema: JsonSchema, definitions: Definitions, prefix = ''): Row[] {
  return alternatives(schema, definitions).flatMap(({ properties, required }) =>
    Object.entries(properties ?? {}).flatMap(([name, property]): Row[] => {
      const path = `${prefix}${name}`
      const standard = property.default === undefined ? '' : `\`${JSON.stringify(property.default)}\``
      const needed = required?.includes(name) ? 'required' : standard
      const about = property.description ?? ''
      const own: Row = [`\`${path}\``, typeOf(property, definitions), needed, about]
      return [own, ...innerRows(property, definitions, path)]
    }),
  )
}

function innerRows(schema: JsonSchema, definitions: Definitions, path: string): Row[] {
  return alternatives(schema, definitions).flatMap((one) => {
    if (one.$ref) return []
    if (one.items) return innerRows(one.items, definitions, `${path}[]`)
    if (typeof one.additionalProperties === 'object')
      return innerRows(one.additionalProperties, definitions, `${path}.*`)
    return one.properties ? rowsOf(one, definitions, `${path}.`) : []
  })
}

function typeOf(schema: JsonSchema, definitions: Definitions): string {
  const kinds = alternatives(schema, definitions)
    .filter((one) => one.type !== 'null')
    .map((one) => {
      if (one.$ref) return `[${one.$ref.replace('#/definitions/', '')}](#when)`
      if (one.const !== undefined) return `\`${String(one.const)}\``
      if (one.enum) return one.enum.map((value) => `\`${String(value)}\``).join(', ')
      if (one.type === 'array') return `list of ${one.items ? typeOf(one.items, definitions) : 'values'}`
      if (one.type === 'object' && typeof one.additionalProperties === 'object')
        return `name: ${typeOf(one.additionalProperties, definitions)}`
      if (one.type === 'object') return 'map'
      return [one.type ?? 'any']
        .flat()
        .map((type) => PLAIN[type] ?? type)
        .join(' or ')
    })
  const distinct = [...new Set(kinds)]
  const rest = distinct.filter(
    (kind) => !distinct.includes(kind.replace(/^list of /, '')) || !kind.startsWith('list of '),
  )
  return rest.join(' or ') + (rest.length < distinct.length ? '; one or a list' : '')
}

const PLAIN: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true`, `false`',
}

function table(rows: readonly Row[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
  const standards = rows.some((row) => row[2] !== '')
  const line = ([name, type, standard, about]: Row) =>
    `| ${[name, type, ...(standards ? [standard] : []), about].map(cell).join(' | ')} |`
  return [
    line(['', 'value', 'when absent', '']),
    `|---|---|${standards ? '---|' : ''}---|`,
    ...rows.map(line),
    '',
  ].join('\n')
}

/** Hops are told in words, not in types. */
function topLevel(root: JsonSchema): Record<string, JsonSchema> {
  const { $schema: _, front, ...rest } = root.properties ?? {}
  return { ...rest, front: { type: 'list of hops', description: front?.description ?? '' } }
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}${/[.:!?]$/.test(text) ? '' : '.'}`
}
