import { expect, test } from 'vitest'
import { findScenario, listScenarios, nameOf, shippedNames } from '../../src/scenario/find.ts'
import { workshop } from './workshop.ts'

test('a folder is listed by name, with what each scenario says of itself', async () => {
  const shop = workshop({
    'b.yaml': 'about: the second\ngroup: x\nfront: []\n',
    'a.yaml': 'extends: b\nabout: the first\n',
    'broken.yaml': 'about: [\n',
    'lost.yaml': 'extends: nothing\n',
    'schema.json': '{}',
    '.hidden.yaml': '',
  })
  const file = (name: string) => `${shop.folder}/${name}.yaml`
  const listed = await listScenarios(shop.folder)
  expect(listed.map(({ problem, ...rest }) => ({ ...rest, ok: problem === undefined }))).toEqual([
    { name: 'a', file: file('a'), about: 'the first', group: 'x', ok: true },
    { name: 'b', file: file('b'), about: 'the second', group: 'x', ok: true },
    { name: 'broken', file: file('broken'), about: '', group: '', ok: false },
    { name: 'lost', file: file('lost'), about: '', group: '', ok: false },
  ])
  expect(listed[2]!.problem).toMatch(/broken\.yaml:\d+:\d+: /)
})

test('the shipped ones', async () => {
  expect(await shippedNames()).toEqual(expect.arrayContaining(['behind-nginx', 'direct', 'nginx-recommended']))
})

test('names that people know a scenario by find its file', async () => {
  expect(nameOf(await findScenario('mail-link-scanner'))).toBe('link-scanner')
  expect(nameOf(await findScenario('aws-amplify'))).toBe('cloudfront-cached-set-cookie')
  await expect(findScenario('mail-scanner')).rejects.toThrow('there is no scenario "mail-scanner"')
})
