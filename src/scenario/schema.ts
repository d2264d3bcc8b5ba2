// The same declarations as the loader's, as a JSON schema: editors complete and check scenario files with it.
import { z } from 'zod'
import type { Behaviour } from '../core/behaviour.ts'
import { RULES, ruleShape, scenarioSchema, useShape } from './document.ts'
import { instancesSchema } from './instances.ts'
import { siteSchema } from './sites.ts'

export interface JsonSchema {
  description?: string
  title?: string
  /** A list where a union of plain types was folded into one. */
  type?: string | string[]
  default?: unknown
  const?: unknown
  enum?: unknown[]
  pattern?: string
  minimum?: number
  maximum?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: JsonSchema | boolean
  propertyNames?: JsonSchema
  maxProperties?: number
  items?: JsonSchema
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  $ref?: string
  definitions?: Record<string, JsonSchema>
}

const PARAM = 'param-reference'
const PLAIN = /^(?:number|integer|boolean|array)$/

/** The schema of a scenario file with all these behaviours, as draft 7, which every editor knows. */
export function editorSchema(behaviours: readonly Behaviour[]): JsonSchema {
  const root = plainSchema(behaviours)
  const { step, when } = root.definitions!
  for (const [name, property] of Object.entries(step!.properties!))
    step!.properties![name] = nullable(name === 'source' || name === 'when' ? property : allowParams(property))
  for (const [name, property] of Object.entries(when!.properties!))
    if (name !== 'not') when!.properties![name] = allowParams(property, true)
  step!.oneOf = behaviours.map(({ name }) => ({ required: [name] }))
  root.definitions![PARAM] = { description: 'the value of a param', type: 'string', pattern: '\\$\\{[^}]+\\}' }
  return { ...root, title: 'repro-proxy scenario' }
}

/** Without what only editors need: the reference page is made from it. */
export function plainSchema(behaviours: readonly Behaviour[]): JsonSchema {
  const options = behaviours.map(({ name, about, options: one }) => [name, one.nullable().optional().describe(about)])
  const step = z
    .strictObject({ ...(Object.fromEntries(options) as Record<string, z.ZodType>), ...ruleShape })
    .meta({ id: 'step', description: 'one behaviour with its options, and when it applies' })
  const names = z.enum(behaviours.map(({ name }) => name)).describe('a behaviour with its defaults')
  const hop = z
    .record(z.string(), z.array(z.union([names, step])).nullable())
    .meta({ description: 'the name of the box, as the timeline shows it, and its steps' })
  const use = z.strictObject(useShape).describe('the hops of another scenario')
  return z.toJSONSchema(
    scenarioSchema(z.union([use, hop]), z.record(z.string(), siteSchema(z.union([names, step]))), instancesSchema),
    {
      io: 'input',
      target: 'draft-7',
      unrepresentable: 'any',
      override({ zodSchema, jsonSchema }) {
        // A hop is one name; zod has no word for it.
        if (zodSchema === hop) jsonSchema.maxProperties = 1
      },
    },
  ) as JsonSchema
}

/** A step may change one of a scenario that it extends: then null takes an option out, and what is required may stand there. */
function nullable(schema: JsonSchema): JsonSchema {
  const { description, default: standard, ...rest } = schema
  const about = description === undefined ? {} : { description }
  const types = [rest.type ?? []].flat()
  if (rest.anyOf?.some(({ type }) => type === 'null')) return schema
  if (rest.anyOf) return { ...schema, anyOf: [...rest.anyOf, { type: 'null' }] }
  if (types.length > 0) return { ...schema, type: [...types, 'null'] }
  return { ...about, ...(standard === undefined ? {} : { default: standard }), anyOf: [rest, { type: 'null' }] }
}

/** `${name}` may stand where a number, a list or one of some words is wanted. */
function allowParams(schema: JsonSchema, whole = false): JsonSchema {
  const inner = deeper(schema, whole)
  if (inner.$ref || inner.allOf) return inner
  const closed = (one: JsonSchema) => {
    const types = [one.type ?? []].flat()
    return (
      one.enum ||
      one.const !== undefined ||
      one.pattern ||
      (types.some((type) => PLAIN.test(type)) && !types.includes('string'))
    )
  }
  const reference = { $ref: `#/definitions/${PARAM}` }
  if (inner.anyOf) return inner.anyOf.some(closed) ? { ...inner, anyOf: [...inner.anyOf, reference] } : inner
  if (!closed(inner)) return inner
  const { description, default: standard, ...rest } = inner
  return {
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
    anyOf: [rest, reference],
  }
}

/** `whole`: what is required must be there, and null is no value. */
function deeper(schema: JsonSchema, whole: boolean): JsonSchema {
  const { properties, additionalProperties, items, anyOf, required, ...rest } = schema
  const one = (inner: JsonSchema) => (whole ? allowParams(inner, true) : nullable(allowParams(inner)))
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, one(inner)])),
    }),
    ...(whole && required && { required }),
    ...(additionalProperties !== undefined && {
      additionalProperties: typeof additionalProperties === 'object' ? one(additionalProperties) : additionalProperties,
    }),
    // A list is replaced as a whole: in it, nothing comes from elsewhere.
    ...(items && { items: allowParams(items, true) }),
    ...(anyOf && { anyOf: anyOf.map((inner) => (inner.anyOf ? allowParams(inner, whole) : deeper(inner, whole))) }),
  }
}

/** Behaviours must not be called like the keys that may stand beside them. */
export function clashes(names: readonly string[]): string[] {
  return names.filter((name) => RULES.includes(name) || Object.hasOwn(useShape, name))
}
