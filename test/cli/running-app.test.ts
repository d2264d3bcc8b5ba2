import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import https from 'node:https'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appFolder, eventually, processesOf } from '../runner/apps.ts'
import { freePorts, run, STATE, start } from './run.ts'

function visit(url: string): Promise<{ status: number; text: string }> {
  const { hostname, port, pathname } = new URL(url)
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: pathname, servername: hostname, rejectUnauthorized: false }
    https
      .get({ ...options, headers: { host: `${hostname}:${port}` }, agent: false }, async (res) => {
        let text = ''
        for await (const chunk of res) text += chunk
        resolve({ status: res.statusCode!, text })
      })
      .once('error', reject)
  })
}

const records = () => readdir(join(STATE, 'apps')).catch((): string[] => [])

async function started(...more: string[]) {
  const { folder, server } = await appFolder({
    'package.json': JSON.stringify({ name: 'shop', scripts: { dev: 'node ./server.mjs --with-child' } }),
  })
  const command = more.length > 0 ? more : [process.execPath, server, '--with-child']
  const front = start(['--port', '0', '--no-inspector', '--', ...command], { cwd: folder })
  const said = await front.until(/your app answers at/)
  return { folder, front, said, url: /https:\/\/shop\.localhost:\d+/.exec(said)![0] }
}

async function nothingLeft(folder: string) {
  await eventually(async () => (await processesOf(folder)).length === 0, 'the app is gone')
  // The undertaker names the state folder.
  await eventually(async () => (await processesOf(STATE)).length === 0, 'the undertaker is gone')
  await eventually(async () => (await records()).length === 0, 'its record is gone')
}

test('the app behind the front: told of its address, its output in the timeline, ended by Ctrl-C', async () => {
  const { front, said, url, folder } = await started()
  expect(said).toContain(`NEXTAUTH_URL, AUTH_URL, BETTER_AUTH_URL: your app is given ${url}\n`)
  // What it prints comes through a pipe, and may come after it answers.
  await front.until(/^app \| up at http:\/\/localhost:\d+$/m)
  expect((await visit(`${url}/env/NEXTAUTH_URL`)).text).toBe(url)
  expect((await visit(`${url}/env/NODE_EXTRA_CA_CERTS`)).text).toMatch(/\.(?:pem|crt)$/)
  expect(await processesOf(folder)).toHaveLength(2)
  expect(await front.stop()).toMatchObject({ code: 0, signal: null })
  await nothingLeft(folder)
})

const managers = (['npm', 'pnpm', 'yarn', 'bun'] as const).filter(
  (name) => !spawnSync(name, ['--version'], { stdio: 'ignore' }).error,
)
test.each(managers)('SIGTERM ends a script of %s with all that is below it', async (manager) => {
  const { front, folder } = await started(manager, 'run', 'dev')
  expect((await processesOf(folder)).length).toBeGreaterThan(0)
  expect(await front.stop('SIGTERM')).toMatchObject({ code: 0, signal: null })
  await nothingLeft(folder)
})

test('killed outright: the app ends all the same', async () => {
  const { front, folder } = await started()
  expect(await front.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
  await nothingLeft(folder)
})

test('killed together with its undertaker: the next start ends what was left', async () => {
  const { front, folder } = await started()
  const { execFileSync } = await import('node:child_process')
  const undertaker = execFileSync('ps', ['-A', '-o', 'pid=,args='])
    .toString()
    .split('\n')
    .find((line) => line.includes(STATE))
  process.kill(Number.parseInt(undertaker!, 10), 'SIGSTOP')
  await front.stop('SIGKILL')
  process.kill(Number.parseInt(undertaker!, 10), 'SIGKILL')
  expect(await processesOf(folder)).toHaveLength(2)
  expect(await records()).toHaveLength(1)
  const next = await started()
  expect(next.said).toContain('An app that an earlier repro-proxy had left running was ended.')
  expect(await processesOf(folder)).toEqual([])
  await next.front.stop()
  await nothingLeft(next.folder)
})

test('--no-env, a port of ones own, and a crash that is told', async () => {
  const { folder, server } = await appFolder({ 'package.json': '{"name":"shop"}' })
  const [port] = (await freePorts(1)) as [number]
  const args = ['--port', '0', '--no-inspector', '--no-env', '--upstream', `${port}`, '--log', 'quiet']
  const front = start([...args, '--', process.execPath, server], { cwd: folder })
  const said = await front.until(/your app answers at/)
  expect(said).toContain(`starting ${process.execPath} ${server} (PORT=${port})`)
  const url = /https:\/\/shop\.localhost:\d+/.exec(said)![0]
  expect((await visit(`${url}/env/BETTER_AUTH_URL`)).text).toBe('')
  expect((await visit(`${url}/crash`)).status).toBe(502)
  await front.until(/your app ended with code 3; it is started again in 0\.5 s/)
  await front.until(/your app answers again/)
  expect((await visit(url)).status).toBe(200)
  expect(await front.stop()).toMatchObject({ code: 0 })
  await nothingLeft(folder)
})

test('an app that does not start ends it, with what it said', async () => {
  const { folder } = await appFolder({ 'broken.mjs': "console.error('no database'); process.exit(7)" })
  const args = ['--port', '0', '--no-inspector', '--', process.execPath, 'broken.mjs']
  const { code, err } = await run(args, { cwd: folder })
  expect(code).toBe(1)
  expect(err).toMatch(
    /error: .*broken\.mjs ended with code 7 before it listened on port \d+\n {2}Its last words were:\n {2}no database\n/,
  )
  const missing = await run(['--port', '0', '--', 'no-such-program-anywhere'], { cwd: folder })
  expect(missing).toMatchObject({ code: 2 })
  expect(missing.err).toContain('error: no-such-program-anywhere: there is no such program')
  await nothingLeft(folder)
})

test('words after -- where no app is started; several upstreams for one command', async () => {
  const one = await run(['doctor', '--', 'npm', 'start'])
  expect(one).toMatchObject({ code: 2, out: '' })
  expect(one.err).toContain('doctor starts no app: it has no use for "-- npm start"')
  const two = await run(['--upstream', '3000', '--upstream', '3001', '--', 'npm', 'start'])
  expect(two).toMatchObject({ code: 2 })
  expect(two.err).toContain('one command, several --upstream')
})

test('a scenario with two instances: both are started, named in the timeline, and ended', async () => {
  const { folder, server } = await appFolder({ 'package.json': '{"name":"shop"}' })
  const args = ['--port', '0', '--no-inspector', '--log', 'jsonl', '--scenario', 'two-replicas', '--']
  const front = start([...args, process.execPath, server], { cwd: folder })
  const said = await front.until(/instance a answers at/)
  expect(said).toContain('2 instances of your app: the first is started now, each other one with its first request.')
  const url = /https:\/\/shop\.localhost:\d+/.exec(said)![0]
  const pids = []
  for (let i = 0; i < 4; i++) pids.push((await visit(url)).text)
  expect(new Set(pids).size).toBe(2)
  expect([pids[0], pids[1]]).toEqual([pids[2], pids[3]])
  const { out } = await front.stop()
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const instances = events.filter(({ type }) => type === 'exchange').map(({ app }) => app.instance)
  expect(instances).toEqual(['a', 'b', 'a', 'b'])
  expect(
    events.filter(({ type, state }) => type === 'app' && state === 'ready').map(({ instance }) => instance),
  ).toEqual(['a', 'b'])
  await nothingLeft(folder)
})

test('two instances, one app that runs already: said what is missing', async () => {
  const front = start(['--port', '0', '--no-inspector', '--scenario', 'two-replicas'])
  const said = await front.until(/waiting for your app/)
  expect(said).toContain('two-replicas is about 2 instances of your app, and this is one')
  await front.stop()
  const place = await run(['--upstream', '3999', '--scenario', 'two-replicas', '--', 'npm', 'start'])
  expect(place).toMatchObject({ code: 2 })
  expect(place.err).toContain('two-replicas wants 2 instances, and --upstream 3999 is one place')
})
