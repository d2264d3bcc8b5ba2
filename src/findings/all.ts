// The diagnoses are the files of one folder: dropping one in is all it takes.
import { readdirSync } from 'node:fs'
import type { Diagnosis } from '../core/diagnosis.ts'

/** Beside this folder, in src as in dist. */
export const DIAGNOSES = new URL('../diagnoses/', import.meta.url)

/** In a bundled program: one file that exports them all. */
const TOGETHER = 'index.js'

/** All of them, in alphabetical order. Rejects for a file that is none. */
export async function loadDiagnoses(folder: URL = DIAGNOSES): Promise<Diagnosis[]> {
  const inFolder = readdirSync(folder)
  if (inFolder.includes(TOGETHER))
    return ((await import(new URL(TOGETHER, folder).href)) as { default: Diagnosis[] }).default
  const files = inFolder.filter((name) => /^[^.]+\.(?:ts|js)$/.test(name))
  return Promise.all(
    files.sort().map(async (file) => {
      const { default: found } = (await import(new URL(file, folder).href)) as { default?: Diagnosis }
      if (found?.name !== file.replace(/\.[tj]s$/, ''))
        throw new Error(`${file} must export the diagnosis of that name as its default`)
      return found
    }),
  )
}
