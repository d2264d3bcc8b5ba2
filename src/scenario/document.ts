// What stands in a scenario file. One declaration for checking, for the types, for the editors' schema and the reference page.
import { z } from 'zod'
import { DURATION } from '../core/duration.ts'
import { instancesSchema } from './instances.ts'
import { whenSchema } from './when-schema.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])
const value = z.union([scalar, z.array(scalar)])

export const NAME = /^[A-Za-z0-9][A-Za-z0-9-]*$/

const param = z
  .union([
    value,
    z.strictObject({
      default: value.describe('the value without --set; it also says the type'),
      about: z.string().optional().describe('what it is, in one line'),
      dev: value
        .optional()
        .describe(
          'the value in place of the default in a project with a dev server, which compiles while people wait, in `check` and in the API',
        ),
    }),
  ])
  .describe('a default, or { default, about, dev }')

const settings = z.record(z.string(), value)

const duration = z.union([
  z.number().nonnegative(),
  z.string().regex(DURATION, 'a length of time is a number of milliseconds, or 250ms, 30s, 2m, 1h'),
])

/** `only-if` after params are filled in. */
export const ONLY_IF = /^(.*?) is (not )?(.*)$/s

/** What may stand beside a behaviour in a step. No behaviour can have one of these names. */
export const ruleShape = {
  when: whenSchema.optional().describe('which requests or responses the step is for'),
  'only-if': z
    .union([z.boolean(), z.string().regex(ONLY_IF, 'expected true, false, "X is Y" or "X is not Y"')])
    .optional()
    .describe(
      'with a param: the step is left out when this is false, as in $' +
        '{name}, "$' +
        '{name} is full" or "$' +
        '{name} is not full"',
    ),
  chance: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('0.2: one in five, drawn from the seed, so the same in every run'),
  nth: z
    .union([z.number().int().positive(), z.array(z.number().int().positive()).min(1)])
    .optional()
    .describe('only the second one (2), or several ([1, 3]), counted among those that `when` lets through'),
  every: z.number().int().positive().optional().describe('only each fifth one (5), counted likewise'),
  after: duration.optional().describe('only from so long after the first request on: 30s, 2m'),
  source: z.string().optional().describe('the directive or page that this step stands for'),
  believed: z
    .union([z.boolean(), z.string()])
    .optional()
    .describe('neither documented nor measured; a text says what it is believed from'),
  before: z
    .string()
    .optional()
    .describe('only with `extends`: a new step goes before this one of the hop, not to its end'),
}

export const ruleSchema = z.strictObject(ruleShape)
export type Rules = z.output<typeof ruleSchema>
export const RULES: readonly string[] = Object.keys(ruleShape)

export const useShape = {
  use: z.string().min(1).describe('name or path of a scenario whose hops stand here'),
  set: settings.optional().describe('values for its params'),
}

const proof = z.strictObject({
  note: z.string().optional().describe('what it shows'),
  wire: z
    .string()
    .min(1)
    .describe('exchanges in wire notation: `>` and `<<` go in, `>>` and `<` are what must come out'),
  set: settings.optional().describe('values for params that this proof is about'),
  finds: z.array(z.string()).optional().describe('diagnoses that this traffic must lead to, and no others'),
})

/** `front` is a list of hops; what a hop is depends on who asks: the loader takes it apart by itself, when params are filled in. */
export function scenarioSchema<Hop extends z.ZodType, Sites extends z.ZodType, Instances extends z.ZodType>(
  hop: Hop,
  sites: Sites,
  instances: Instances,
) {
  return z.strictObject({
    $schema: z.string().optional().describe('for editors that do not read the comment'),
    about: z.string().min(1).optional().describe('one line: which front, and what it does to sessions'),
    mirrors: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('the configuration or page that the front is modelled on'),
    also: z
      .array(z.string().regex(NAME, 'names are letters, digits and hyphens'))
      .optional()
      .describe('other names by which people know it; each finds this file'),
    group: z.string().min(1).optional().describe('the heading under which `scenarios` lists it'),
    extends: z.string().min(1).optional().describe('name or path of a scenario that this one changes'),
    without: z
      .array(z.string().min(1))
      .optional()
      .describe('with `extends`: hops (`nginx`) or steps (`nginx/redirect`) of that scenario to leave out'),
    params: z
      .record(z.string().regex(NAME, 'names are letters, digits and hyphens'), param)
      .optional()
      .describe('values for `$' + '{name}` in `front` and `proof`; `--set name=value` gives others'),
    front: z.array(hop).optional().describe('the hops, browser side first'),
    sites: sites
      .optional()
      .describe(
        'other hosts on the same port: an identity provider, a page that embeds the app, an API on a sibling name',
      ),
    instances: instances.optional().describe(instancesSchema.description ?? ''),
    plumbing: z
      .enum(['exempt', 'follow'])
      .optional()
      .describe("whether the dev server's own traffic passes the steps too; exempt when absent"),
    seed: z.number().int().optional().describe('for `chance` and everything else that is drawn; 1 when absent'),
    notes: z.string().optional().describe('for readers'),
    proof: z.array(proof).optional().describe('traffic that shows that the front does what it says'),
  })
}

/** As the loader reads it first: hops are looked at afterwards, one by one. */
export const documentSchema = scenarioSchema(z.unknown(), z.unknown(), z.unknown())
export type Document = z.output<typeof documentSchema>
