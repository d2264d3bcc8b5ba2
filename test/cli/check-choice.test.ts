import { expect, test } from 'vitest'
import { chosen } from '../../src/cli/check-flags.ts'

const listed = [
  { name: 'direct', group: 'control' },
  { name: 'behind-nginx', group: 'nginx' },
  { name: 'lossy-network', group: 'network' },
]

test('what needs time, chance or other visitors is checked when it is asked for', () => {
  expect(chosen({}, listed)).toEqual(['direct', 'behind-nginx'])
  expect(chosen({ group: ['network,control'] }, listed)).toEqual(['direct', 'lossy-network'])
  expect(chosen({ scenario: ['lossy-network, ./mine.yaml'] }, listed)).toEqual(['lossy-network', './mine.yaml'])
  expect(chosen({ scenario: ['./mine.yaml'], group: ['nginx'] }, listed)).toEqual(['./mine.yaml', 'behind-nginx'])
})

test('a group that does not exist is bad usage, and told with those that do', () => {
  expect(() => chosen({ group: ['ngnix'] }, listed)).toThrow(
    expect.objectContaining({ exitCode: 2, hint: 'There are control, nginx, network.' }),
  )
})
