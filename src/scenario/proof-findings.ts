// What a proof says with `finds:`: the diagnoses that its traffic leads to, those and no others. Notes (level info) are none.
import { nearest } from '../core/did-you-mean.ts'
import type { Rehearsed } from '../core/rehearse.ts'

/** A line for each that is missing, too much, or no diagnosis at all. */
export async function findingProblems(finds: readonly string[], rehearsed: readonly Rehearsed[]): Promise<string[]> {
  // Many small files: read only where a proof asks for them.
  const [{ loadDiagnoses }, { namesFound }] = await Promise.all([
    import('../findings/all.ts'),
    import('../findings/names-found.ts'),
  ])
  const diagnoses = await loadDiagnoses()
  const known = diagnoses.map(({ name }) => name)
  const unknown = finds.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    return unknown.map((name) => {
      const meant = nearest(name, known)
      return `finds: there is no diagnosis "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`
    })
  }
  const found = namesFound(rehearsed, diagnoses)
  return [
    ...finds.filter((name) => !found.includes(name)).map((name) => `finds: ${name} was not found`),
    ...found.filter((name) => !finds.includes(name)).map((name) => `finds: ${name} was found as well`),
  ]
}
