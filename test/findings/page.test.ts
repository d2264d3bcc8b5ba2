import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DIAGNOSES } from '../../src/findings/all.ts'
import { diagnosesPage } from '../../src/findings/page.ts'

test('a section for each file, and nothing more', async () => {
  const files = readdirSync(DIAGNOSES).map((file) => file.replace(/\.ts$/, ''))
  const sections = [...(await diagnosesPage()).matchAll(/^## (.+)$/gm)].map((match) => match[1])
  expect(sections).toEqual(files.sort())
})
