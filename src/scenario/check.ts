// A located value against a zod schema: the checked value, or mistakes that point into the file.
import type { z } from 'zod'
import { mistakesOf } from './issues.ts'
import type { Located } from './located.ts'
import { plain } from './located.ts'
import type { Mistake } from './place.ts'
import { userError } from './place.ts'

/** undefined when there are mistakes; they are added to the list. */
export function check<S extends z.ZodType>(schema: S, located: Located, mistakes: Mistake[]): z.output<S> | undefined {
  const result = schema.safeParse(plain(located))
  if (result.success) return result.data
  mistakes.push(...mistakesOf(schema, located, result.error.issues))
  return undefined
}

/** @throws UserError */
export function checked<S extends z.ZodType>(schema: S, located: Located): z.output<S> {
  const mistakes: Mistake[] = []
  const value = check(schema, located, mistakes)
  if (mistakes.length > 0) throw userError(mistakes)
  return value as z.output<S>
}
