// The diagnoses are the files of one folder: dropping one in is all it takes.
import { readdirSync } from 'node:fs'
import type { Diagnosis } from '../core/diagnosis.ts'

/** Beside this folder, in src as in dist. */
export const DIAGNOSES = new URL('../diagnoses/', import.meta.url)

/** All of them, in alphabetical order. Rejects for a file that is none. */
export async function loadDiagnoses(folder: URL = DIAGNOSES): Promise<Diagnosis[]> {
  const files = readdirSync(folder).filter((name) => /^[^.]+\.(?:ts|js)$/.test(name))
  return Promise.all(
    files.sort().map(async (file) => {
      const { default: found } = (await import(new URL(file, folder).href)) as { default?: Diagnosis }
      if (found?.name !== file.replace(/\.[tj]s$/, ''))
        throw new Error(`${file} must export the diagnosis of that name as its default`)
      return found
    }),
  )
}
