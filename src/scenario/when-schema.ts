// `when`: which requests and responses a step is for, as people write it.
import { z } from 'zod'
import { REQUEST_KINDS } from '../core/kind.ts'

const oneOrMore = <S extends z.ZodType>(one: S) => z.union([one, z.array(one).min(1)])

const pathGlob = z.string().regex(/^!?(?:\/|\*\*)/, 'a path glob begins with "/" or "**"')

const status = z.union([
  z.number().int().min(100).max(599),
  z.string().regex(/^[1-5]xx$/, 'a status is a number such as 404, or a class such as 4xx'),
])

const test = z
  .string()
  .describe('present, absent, or a regular expression that one of the values matches (unanchored, case counts)')

export const whenSchema = z
  .strictObject({
    path: oneOrMore(pathGlob)
      .optional()
      .describe(
        'globs over the path as this step finds it, without the query: /api/** for all below, /*/edit, !/api/**',
      ),
    method: oneOrMore(z.string().min(1)).optional().describe('GET, POST, ...; one or a list'),
    host: oneOrMore(z.string().min(1))
      .optional()
      .describe(
        'globs over Host as this step finds it; compared without the port unless the glob names one; public: the name that people type',
      ),
    scheme: z.enum(['http', 'https']).optional().describe('how the hop was reached; inner hops are reached over http'),
    header: z
      .record(z.string(), test)
      .optional()
      .describe('request header name: present, absent or a regular expression'),
    cookie: oneOrMore(z.string().min(1))
      .optional()
      .describe('globs over cookie names; one cookie of the request is enough'),
    query: z.record(z.string(), test).optional().describe('query parameter: present, absent or a regular expression'),
    kind: oneOrMore(z.enum(REQUEST_KINDS))
      .optional()
      .describe('what the request is for, told from its headers: a page, an RSC payload, a Server Action, ...'),
    status: oneOrMore(status)
      .optional()
      .describe('of the response: 404, 4xx, [301, 302]; only for steps that change responses'),
    answer: z
      .record(z.string(), test)
      .optional()
      .describe('response header name: present, absent or a regular expression; only for steps that change responses'),
    get not() {
      return z
        .union([whenSchema, z.array(whenSchema).min(1)])
        .optional()
        .describe('the same tests; none of them (in a list: none of the maps) may hold')
    },
  })
  .meta({ id: 'when', title: 'when', description: 'all that is named must hold; of a list, one is enough' })

export type When = z.output<typeof whenSchema>
