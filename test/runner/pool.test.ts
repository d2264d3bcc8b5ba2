import { execFileSync } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import type { LegOptions } from '../../src/core/exchange.ts'
import { UpstreamError } from '../../src/core/exchange.ts'
import { createPool } from '../../src/runner/pool.ts'
import type { InstanceSpec } from '../../src/scenario/instances.ts'
import { appFolder, eventually, processesOf } from './apps.ts'

async function pool(...specs: InstanceSpec[]) {
  const { folder, server } = await appFolder()
  const told: string[] = []
  const made = await createPool({
    command: [process.execPath, server],
    specs,
    cwd: folder,
    tell: (state, text, instance) => told.push(`${instance} ${state}: ${text}`),
  })
  onTestFinished(() => made.stop())
  const ask = async (index: number, path: string, leg?: LegOptions) => {
    const { upstream, done } = await made.reach(index, leg)
    const answer = await fetch(`http://localhost:${upstream.port}${path}`, { headers: { connection: 'close' } })
    const text = await answer.text()
    done?.()
    return { name: upstream.name, text, date: answer.headers.get('date')! }
  }
  return { folder, told, ask, pool: made }
}

const spec = (name: string, more: Partial<InstanceSpec> = {}): InstanceSpec => ({ name, env: {}, ...more })

test('the first is started at once, the others by their first request, each with what is its own', async () => {
  const {
    folder,
    ask,
    told,
    pool: made,
  } = await pool(
    spec('a', { env: { AUTH_SECRET: 'one' } }),
    spec('b', { env: { AUTH_SECRET: 'two', HOME: null } }),
    spec('c'),
  )
  await made.begin(process.env)
  expect(await processesOf(folder)).toHaveLength(1)
  const [first, second] = await Promise.all([ask(1, '/env/AUTH_SECRET'), ask(1, '/env/AUTH_SECRET')])
  expect([first.text, second.text, first.name]).toEqual(['two', 'two', 'b'])
  expect((await ask(1, '/env/HOME')).text).toBe('')
  expect(await ask(0, '/env/AUTH_SECRET')).toMatchObject({ name: 'a', text: 'one' })
  expect((await ask(0, '/env/HOME')).text).toBe(process.env.HOME ?? '')
  expect(await processesOf(folder)).toHaveLength(2)
  expect(told.filter((line) => line.includes('instance b answers'))).toHaveLength(1)
  await made.stop()
  expect(await processesOf(folder)).toEqual([])
})

test('a clock that is wrong: Date, the Date line, and nothing else', async () => {
  const { ask, pool: made } = await pool(
    spec('a'),
    spec('slow', { clock: -120_000 }),
    spec('fast', { clock: 3_600_000 }),
  )
  await made.begin(process.env)
  const off = async (index: number) => {
    const { text, date } = await ask(index, '/time')
    const minutes = (time: number) => Math.round((time - Date.now()) / 60_000)
    return [minutes(Number(text)), minutes(Date.parse(date))]
  }
  // Not -0.
  expect((await off(0)).map((n) => n + 0)).toEqual([0, 0])
  expect(await off(1)).toEqual([-2, -2])
  expect(await off(2)).toEqual([60, 60])
})

test('another life is another process, and says so', async () => {
  const { folder, ask, told, pool: made } = await pool(spec('a'))
  await made.begin(process.env)
  const first = await ask(0, '/', { life: 'a' })
  expect((await ask(0, '/', { life: 'a' })).text).toBe(first.text)
  const [second, third] = await Promise.all([ask(0, '/', { life: 'a2' }), ask(0, '/', { life: 'a2' })])
  expect([first.name, second.name, third.name]).toEqual(['a', 'a2', 'a2'])
  expect(second.text).not.toBe(first.text)
  expect(third.text).toBe(second.text)
  expect(told.filter((line) => line.includes('is ended by the front'))).toHaveLength(1)
  expect(await processesOf(folder)).toHaveLength(1)
})

test.skipIf(process.platform === 'win32')('frozen between requests, and ended all the same', async () => {
  const { folder, ask, pool: made } = await pool(spec('a'))
  await made.begin(process.env)
  const pid = Number((await ask(0, '/', { frozen: true })).text.slice(4))
  const state = () =>
    execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .toString()
      .trim()[0]
  await eventually(() => state() === 'T', 'it stands still')
  expect((await ask(0, '/', { frozen: true })).text).toBe(`pid ${pid}`)
  await eventually(() => state() === 'T', 'it stands still again')
  await made.stop()
  expect(await processesOf(folder)).toEqual([])
})

test.skipIf(process.platform === 'win32')('replaced right after its last request, it ends by itself', async () => {
  const { ask, told, pool: made } = await pool(spec('a', { env: { SLOW_END: '1' } }))
  await made.begin(process.env)
  await ask(0, '/', { life: 'a', frozen: true })
  await ask(0, '/', { life: 'a2', frozen: true })
  expect(told).toContain('a output: bye')
})

test('one that cannot be started is told, and the others go on', async () => {
  const { ask, pool: made } = await pool(spec('a'), spec('b', { env: { NODE_OPTIONS: '--no-such-option' } }))
  await made.begin(process.env)
  const error = await ask(1, '/').catch((one: unknown) => one)
  expect(error).toBeInstanceOf(UpstreamError)
  expect((error as UpstreamError).failure).toMatchObject({ kind: 'refused' })
  expect((error as Error).message).toMatch(/^instance b could not be started: .* before it listened on port/)
  expect((await ask(0, '/')).text).toMatch(/^pid/)
})
