import { expect, test } from 'vitest'
import { generatedFiles } from '../../src/cli/generate.ts'
import { listScenarios } from '../../src/scenario/find.ts'
import { groupsOf } from '../../src/scenario/groups.ts'

const listed = await listScenarios()

test('every scenario stands in one group, and every shipped group has a heading', () => {
  const groups = groupsOf(listed)
  expect(groups.flatMap(({ members }) => members.map(({ name }) => name)).sort()).toEqual(
    listed.map(({ name }) => name),
  )
  expect(groups[0]).toMatchObject({ name: 'control' })
  const own = { name: 'mine', file: '/mine.yaml', about: '', group: 'ours' }
  expect(groupsOf([own, ...listed]).at(-1)).toEqual({ name: 'ours', heading: 'ours', members: [own] })
  expect(groupsOf([{ ...own, group: '' }])[0]!.heading).toBe('others')
})

test('the page of scenarios tells each with its settings and what is believed', async () => {
  const page = (await generatedFiles()).get('docs/scenarios.md')!
  for (const { name, about } of listed) {
    expect(page).toContain(`\n### ${name}\n`)
    expect(page).toContain(`| [${name}](#${name}) | ${about.replace(/\s+/g, ' ')} |`)
  }
  expect(page).toContain('- `timeout=60s`: ')
  expect(page).toContain('\nBelieved:\n\n- ')
  expect(page).not.toMatch(/\bundefined\b|\[object/)
})
