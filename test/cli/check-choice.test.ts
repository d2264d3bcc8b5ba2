import { expect, test } from 'vitest'
import { chosen } from '../../src/cli/check-flags.ts'
import { listScenarios } from '../../src/scenario/find.ts'

const listed = [
  { name: 'direct', group: 'control' },
  { name: 'behind-nginx', group: 'nginx' },
  { name: 'lossy-network', group: 'network' },
]

test('what needs time, chance or other visitors is checked when it is asked for', () => {
  const names = (choice: Parameters<typeof chosen>[0]) => chosen(choice, listed)
  const all = (...played: string[]) => ({ names: played, leftOut: [] })
  expect(names({})).toEqual(all('direct', 'behind-nginx'))
  expect(names({ group: ['network,control'] })).toEqual(all('direct', 'lossy-network'))
  expect(names({ scenario: ['lossy-network, ./mine.yaml'] })).toEqual(all('lossy-network', './mine.yaml'))
  expect(names({ scenario: ['./mine.yaml'], group: ['nginx'] })).toEqual(all('./mine.yaml', 'behind-nginx'))
  expect(names({ all: true })).toEqual(all('direct', 'behind-nginx', 'lossy-network'))
})

test('a group that does not exist is bad usage, and told with those that do', () => {
  expect(() => chosen({ group: ['ngnix'] }, listed)).toThrow(
    expect.objectContaining({ exitCode: 2, hint: 'There are control, nginx, network.' }),
  )
})

test('what tells nothing of a login is left out by default, with the reason; each of these is a scenario that there is', async () => {
  const shipped = await listScenarios()
  const { names, leftOut } = chosen({}, shipped)
  expect(leftOut.map(({ name }) => name).sort()).toEqual([
    'aws-alb-sticky',
    'caddy-trusted',
    'drop-cookies',
    'haproxy-sticky',
    'nginx-bare',
    'nginx-lb',
    'nginx-tuned',
    'strip-set-cookie',
  ])
  expect(leftOut.find(({ name }) => name === 'nginx-bare')?.why).toBe('behind it an app fares as behind behind-nginx')
  expect(names).not.toEqual(expect.arrayContaining([leftOut[0]!.name]))
  expect(names.length + leftOut.length).toBe(chosen({ all: true }, shipped).names.length - asked(shipped))

  const several = chosen({}, shipped, 2)
  expect(several.leftOut.map(({ name }) => name).sort()).toEqual([
    'drop-cookies',
    'nginx-bare',
    'nginx-tuned',
    'strip-set-cookie',
  ])
  expect(several.names).toContain('nginx-lb')
  expect(chosen({ group: ['nginx'] }, shipped).names).toContain('nginx-bare')
})

const asked = (shipped: readonly { group: string }[]) =>
  shipped.filter(({ group }) => ['instances', 'network', 'visitors', 'sites'].includes(group)).length
