// A located value against a zod schema: the checked value, or mistakes that point into the file.
import type { z } from 'zod'
import { mistakesOf, pathsOf } from './issues.ts'
import type { Located } from './located.ts'
import { follow, plain, replaceAt } from './located.ts'
import type { Mistake } from './place.ts'

/** undefined when there are mistakes; they are added to the list. `given` is what was written, params in their final type. */
export function accepted<S extends z.ZodType>(
  schema: S,
  located: Located,
  mistakes: Mistake[],
): { value: z.output<S>; given: unknown } | undefined {
  const given = plain(located)
  const result = schema.safeParse(given)
  if (result.success) return { value: result.data, given }
  const { issues } = result.error
  const text = plain(asText(located, issues))
  const again = schema.safeParse(text)
  if (again.success) return { value: again.data, given: text }
  mistakes.push(...mistakesOf(schema, located, issues))
  return undefined
}

/** The same without what was written. */
export function check<S extends z.ZodType>(schema: S, located: Located, mistakes: Mistake[]): z.output<S> | undefined {
  return accepted(schema, located, mistakes)?.value
}

/** Params that are numbers, where something else was wanted, as text: a header value may be made of a size. */
function asText(located: Located, issues: readonly z.core.$ZodIssue[]): Located {
  return issues
    .flatMap((issue) => pathsOf(issue))
    .reduce((now, path) => {
      const { found } = follow(now, path)
      if (found?.kind !== 'scalar' || !found.param || typeof found.value === 'string') return now
      return replaceAt(now, path, { ...found, value: String(found.value) })
    }, located)
}
