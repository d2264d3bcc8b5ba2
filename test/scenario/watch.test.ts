import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, test } from 'vitest'
import type { Scenario } from '../../src/scenario/load.ts'
import { watchScenario } from '../../src/scenario/watch.ts'
import type { Workshop } from './workshop.ts'
import { workshop } from './workshop.ts'

const named = (about: string) => `about: ${about}\nfront: []\n`

/** What the watcher told, and a wait for the next that is as wanted; the test's own time limit is the only clock. */
async function watched(shop: Workshop, current?: Scenario) {
  const told: string[] = []
  const options = { from: shop.folder, folder: shop.folder }
  const watcher = watchScenario('./mine.yaml', options, current ?? (await shop.load('mine.yaml')), {
    changed: (scenario) => told.push(scenario.about),
    broken: (error) => told.push(`! ${error.message.replaceAll(`${shop.folder}/`, '').split('\n')[0]}`),
  })
  onTestFinished(() => watcher.close())
  return {
    watcher,
    told,
    async until(...expected: string[]) {
      while (told.length < expected.length) await new Promise((done) => setTimeout(done, 5))
      const [got, wanted] = [JSON.stringify(told), JSON.stringify(expected)]
      if (got !== wanted) throw new Error(`expected ${wanted}, told ${got}`)
    },
  }
}

test('a save is applied, a broken one is told once and the next good one applied', async () => {
  const shop = workshop({ 'mine.yaml': named('one') })
  const { until } = await watched(shop)
  shop.file('mine.yaml', named('two'))
  await until('two')
  shop.file('mine.yaml', 'fornt: []\n')
  const broken = '! mine.yaml:1:1: "fornt" is not known here; did you mean "front"?'
  await until('two', broken)
  shop.file('mine.yaml', 'fornt: []\n# again\n')
  await new Promise((done) => setTimeout(done, 200))
  shop.file('mine.yaml', named('three'))
  await until('two', broken, 'three')
})

test('editors that save by renaming', async () => {
  const shop = workshop({ 'mine.yaml': named('one') })
  const { until } = await watched(shop)
  for (const [i, about] of ['two', 'three', 'four'].entries()) {
    renameSync(shop.file('.mine.yaml.swp', named(about)), join(shop.folder, 'mine.yaml'))
    await until(...['two', 'three', 'four'].slice(0, i + 1))
  }
})

test('editors that move the old file away first', async () => {
  const shop = workshop({ 'mine.yaml': named('one') })
  const { until } = await watched(shop)
  renameSync(join(shop.folder, 'mine.yaml'), join(shop.folder, 'mine.yaml~'))
  await new Promise((done) => setTimeout(done, 120))
  shop.file('mine.yaml', named('two'))
  await until('two')
})

test('files that it extends or uses count, also those that appear later', async () => {
  const shop = workshop({
    'mine.yaml': 'extends: base\n',
    'base.yaml': 'about: one\nfront:\n  - use: hop\n',
    'hop.yaml': 'front:\n  - a: []\n',
  })
  const { until } = await watched(shop)
  shop.file('base.yaml', 'about: two\nfront:\n  - use: hop\n')
  await until('two')
  shop.file('hop.yaml', 'front: [5]\n')
  const number = '! hop.yaml:1:9: front is a list of hops, each "name: [steps]"; found the number 5'
  await until('two', number)
  shop.file('hop.yaml', 'front:\n  - b: []\n')
  await until('two', number, 'two')
  shop.file('mine.yaml', 'extends: ./other.yaml\n')
  const missing = '! mine.yaml:1:10: other.yaml: there is no such file'
  await until('two', number, 'two', missing)
  shop.file('other.yaml', named('three'))
  await until('two', number, 'two', missing, 'three')
})

test('what was saved between loading and watching is not missed', async () => {
  const shop = workshop({ 'mine.yaml': named('one') })
  const current = await shop.load('mine.yaml')
  shop.file('mine.yaml', named('two'))
  const { until } = await watched(shop, current)
  await until('two')
})

test('a file that goes away is told; other files and the same content are nothing', async () => {
  const shop = workshop({ 'mine.yaml': named('one') })
  const { until } = await watched(shop)
  shop.file('other.yaml', 'x')
  shop.file('mine.yaml', named('one'))
  await new Promise((done) => setTimeout(done, 200))
  rmSync(join(shop.folder, 'mine.yaml'))
  await until('! mine.yaml: there is no such file')
})

test('nothing comes after close', async () => {
  const shop = workshop({ 'mine.yaml': named('one') })
  const { until, watcher } = await watched(shop)
  shop.file('mine.yaml', named('two'))
  watcher.close()
  await new Promise((done) => setTimeout(done, 200))
  await until()
})
