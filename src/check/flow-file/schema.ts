// flow.yaml: a login as somebody wrote it down, step by step. One declaration gives the check, the types and the editor's schema.
import { z } from 'zod'
import { DURATION, milliseconds } from '../../core/duration.ts'

const path = z.string().startsWith('/')
const text = z.string().min(1)

/** The columns of the check's table, as a flow names them. */
export const PROOFS = {
  'signed-in': 'signedIn',
  reload: 'reload',
  server: 'server',
  client: 'client',
  api: 'api',
  'second-visitor': 'apart',
  'signed-out': 'signedOut',
} as const

export const expectShape = {
  text: text.optional().describe('the page (after `fetch`: the answer) says this, whatever its case'),
  'no-text': text.optional().describe('it does not say this'),
  url: path.optional().describe('where the page is, without its query; `*` stands for anything'),
  status: z.number().int().min(100).max(599).optional().describe('of the page or the answer'),
  cookie: text.optional().describe('a cookie of this name goes to the app; `*` stands for anything'),
  'no-cookie': text.optional().describe('no cookie of this name goes to the app'),
}

export const fetchShape = {
  path: path.describe('of the app'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional().describe('POST when there is a body, else GET'),
  json: z.unknown().optional().describe('the body, sent as JSON'),
  form: z.record(text, z.string()).optional().describe('the body, sent as a form'),
}

/** What a step can do; exactly one of these. */
export const DEEDS = {
  visit: path.describe('opens a page of the app, as if its address was typed'),
  fill: z
    .record(text, z.union([z.string(), z.boolean().transform(String)]))
    .describe(
      `field: value; a field is known by its label, name, id or placeholder. \`\${NAME}\` is from the environment; true and false are for a box to tick`,
    ),
  click: text.describe('a button or a link with this text'),
  submit: text.nullable().describe('sends the form that was filled, with its own button or the one with this text'),
  reload: z.null().describe('opens the same page again'),
  fetch: z.union([path, z.strictObject(fetchShape)]).describe("a request by the page's own fetch(), with its cookies"),
  expect: z.strictObject(expectShape).describe('what must hold; a page that fills itself in is given three seconds'),
  as: text.describe('who acts from here on; each name is a visitor with cookies of its own'),
  wait: z
    .union([z.number().int().nonnegative(), z.string().regex(DURATION)])
    .transform(milliseconds)
    .describe('a length of time, such as 250ms or 2s'),
}

const names = Object.keys(DEEDS) as (keyof typeof DEEDS)[]
const optional = Object.fromEntries(names.map((name) => [name, DEEDS[name].optional()])) as {
  [K in keyof typeof DEEDS]: z.ZodOptional<(typeof DEEDS)[K]>
}

export const deedSchema = z
  .strictObject({
    ...optional,
    proves: z
      .enum(Object.keys(PROOFS) as [keyof typeof PROOFS])
      .optional()
      .describe('with `expect`: the column of the table; told from the steps before it when absent'),
  })
  .refine(
    (step) => names.filter((name) => step[name] !== undefined).length === 1,
    `a step is one of ${names.join(', ')}`,
  )
  .refine((step) => step.proves === undefined || step.expect !== undefined, '"proves" belongs to "expect"')

export const flowSchema = z.strictObject({
  about: z.string().optional().describe('one line for people'),
  steps: z
    .array(z.union([z.enum(['reload', 'submit']), deedSchema]))
    .min(1)
    .describe('one after the other; the page of the first visitor is empty at first'),
})

export type Deed = z.output<typeof deedSchema>
export type Expected = NonNullable<Deed['expect']>
export type FlowFile = z.output<typeof flowSchema>

/** The names of what a step does. */
export const deedOf = (deed: Deed) => names.find((name) => deed[name] !== undefined)!
