import { expect, test } from 'vitest'
import { loadDiagnoses } from '../../src/findings/all.ts'
import { run } from './run.ts'

const all = await loadDiagnoses()
const width = Math.max(...all.map(({ name }) => name.length))

test('lists every diagnosis once, as words and as JSON', async () => {
  const words = await run(['diagnoses'])
  expect(words).toMatchObject({ code: 0, err: '' })
  expect(words.out.trimEnd().split('\n')).toEqual(all.map(({ name, about }) => `${name.padEnd(width)}  ${about}`))
  const json = await run(['diagnoses', '--json'])
  expect(JSON.parse(json.out)).toEqual(all.map(({ name, level, about }) => ({ name, level, about })))
})

test('one by its name: why not on localhost, every fix, an example; a wrong name is told with the near one', async () => {
  const { out, code } = await run(['diagnoses', 'xfp-missing'])
  const { local, fix } = all.find(({ name }) => name === 'xfp-missing')!
  expect(code).toBe(0)
  expect(out).toContain(local)
  for (const text of [...Object.values(fix.app ?? {}), ...Object.values(fix.front ?? {})]) expect(out).toContain(text)
  expect(out).toMatch(/^ {2}> {2}POST https:\/\/shop\.localhost/m)
  const wrong = await run(['diagnoses', 'xfp-mising'])
  expect(wrong).toMatchObject({ code: 2, out: '' })
  expect(wrong.err).toMatch(/there is no diagnosis "xfp-mising"; did you mean "xfp-missing"\?/)
})
