// expectations.yaml: which failures are known. They do not fail a run; a scenario that survives although it was expected to fail
// is told, so that the list gets shorter again.
import { resolve } from 'node:path'
import { z } from 'zod'
import { didYouMean } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import { mistakesOf } from '../scenario/issues.ts'
import { plain } from '../scenario/located.ts'
import { userError } from '../scenario/place.ts'
import { readYaml } from '../scenario/read.ts'
import { readSource } from '../scenario/read-file.ts'
import type { Result } from './check.ts'

export const expectationsSchema = z.strictObject({
  fails: z.record(z.string(), z.string().nullable()).describe('scenario: why it is known to fail'),
})

export interface Expectations {
  readonly fails: ReadonlyMap<string, string>
}

export interface Judged {
  /** Failures that nobody expected. */
  readonly unexpected: readonly Result[]
  readonly known: readonly Result[]
  /** Expected to fail, and survived each time. */
  readonly recovered: readonly Result[]
}

/** Rejects with UserError that points at the line. `known`: scenarios that may be named besides paths. */
export async function readExpectations(path: string, known: readonly string[]): Promise<Expectations> {
  const source = await readSource(resolve(path))
  const located = readYaml(source)
  const read = expectationsSchema.safeParse(plain(located))
  if (!read.success) throw userError(mistakesOf(expectationsSchema, located, read.error.issues))
  for (const name of Object.keys(read.data.fails))
    if (!known.includes(name))
      throw new UserError(`${source.name}: no scenario "${name}" is checked${didYouMean(name, known)}`, { exitCode: 2 })
  return { fails: new Map(Object.entries(read.data.fails).map(([name, why]) => [name, why ?? ''])) }
}

export function judged(results: readonly Result[], { fails }: Expectations): Judged {
  const failed = results.filter(({ survives }) => !survives)
  return {
    unexpected: failed.filter(({ scenario }) => !fails.has(scenario)),
    known: failed.filter(({ scenario }) => fails.has(scenario)),
    recovered: results.filter(({ survives, flaky, scenario }) => survives && !flaky && fails.has(scenario)),
  }
}
