// `instances`: how many copies of the app there are, and in what they differ. Copies that repro-proxy starts itself get all of it; of
// copies that somebody else started (--upstream twice) only the names are ours.
import { z } from 'zod'
import { milliseconds } from '../core/duration.ts'
import { check } from './check.ts'
import type { Located } from './located.ts'
import type { Mistake } from './place.ts'

/** What is told of copies beyond this number is no longer told apart by anybody. */
const MOST = 16
const OFFSET = /^([+-])?(\d+(?:\.\d+)?(?:ms|s|m|h))$/

const instance = z
  .strictObject({
    env: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .describe('variables of its own; null takes one away'),
    cwd: z.string().min(1).optional().describe('another folder to start it in, such as an older build of the same app'),
    clock: z
      .string()
      .regex(OFFSET, 'a clock is so much fast or slow: +2m, -90s')
      .optional()
      .describe('its clock is wrong by so much: -2m is two minutes slow; for Node processes'),
  })
  .nullable()
  .meta({ description: 'one copy: what it has that the others have not' })

export const instancesSchema = z
  .union([
    z.number().int().min(1).max(MOST),
    z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'names begin with a letter'), instance)
      .refine((map) => Object.keys(map).length >= 1 && Object.keys(map).length <= MOST, `1 to ${MOST} instances`),
  ])
  .describe('copies of the app, for "balance" to spread requests over: a number, or names and what each has of its own')

export interface InstanceSpec {
  readonly name: string
  /** null: taken away. */
  readonly env: Readonly<Record<string, string | null>>
  readonly cwd?: string
  /** Milliseconds that its clock is ahead; negative: behind. */
  readonly clock?: number
}

/** What the scenario says, params filled in; empty when it says nothing. */
export function instancesOf(located: Located | undefined, mistakes: Mistake[]): InstanceSpec[] {
  if (located === undefined) return []
  const written = check(instancesSchema, located, mistakes)
  if (written === undefined) return []
  if (typeof written === 'number') return Array.from({ length: written }, (_, i) => ({ name: nameOfIndex(i), env: {} }))
  return Object.entries(written).map(([name, one]) => ({
    name,
    env: Object.fromEntries(
      Object.entries(one?.env ?? {}).map(([key, value]) => [key, value === null ? null : String(value)]),
    ),
    ...(one?.cwd === undefined ? {} : { cwd: one.cwd }),
    ...(one?.clock === undefined ? {} : { clock: offsetOf(one.clock) }),
  }))
}

/** As `--upstream` given several times names them. */
function nameOfIndex(index: number): string {
  return String.fromCharCode(97 + index)
}

function offsetOf(text: string): number {
  const [, sign, amount = '0ms'] = OFFSET.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * milliseconds(amount)
}
