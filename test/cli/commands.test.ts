import { chmod, mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folder, freePorts, run } from './run.ts'

interface Check {
  readonly name: string
  readonly state: string
  readonly text: string
  readonly hint?: string
}

async function doctor(args: string[], circumstances: Parameters<typeof run>[1]) {
  const { code, out, err } = await run(['doctor', '--json', ...args], circumstances)
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: Check[] }
  expect(err).toBe('')
  expect(code).toBe(ok ? 0 : 1)
  return { ok, checks, of: (name: string) => checks.filter((one) => one.name === name) }
}

test('doctor: a machine where all is well, and nothing is changed by looking', async () => {
  const server = http.createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const upstream = (server.address() as AddressInfo).port
  const [port] = (await freePorts(1)) as [number]
  const cwd = await folder({ 'package.json': '{"name":"shop"}', '.env': `AUTH_URL=https://localhost:${port}\n` })
  const state = join(cwd, 'state')
  const args = ['--upstream', `${upstream}`, '--port', `${port}`, '--host', 'localhost']
  const { ok, of, checks } = await doctor(args, { cwd, env: { REPRO_PROXY_STATE_DIR: state } })
  expect(ok).toBe(true)
  expect(checks.filter((one) => one.state === 'fail' || one.state === 'warn')).toEqual([])
  expect(of('app')).toEqual([{ name: 'app', state: 'ok', text: `http://localhost:${upstream} answers (127.0.0.1)` }])
  expect(of('port')).toEqual([{ name: 'port', state: 'ok', text: `port ${port} on 127.0.0.1 is free` }])
  expect(of('public-url')).toEqual([
    { name: 'public-url', state: 'ok', text: `the app knows itself as https://localhost:${port}` },
  ])
  expect(of('ca')).toMatchObject([{ state: 'info', text: 'no local CA yet' }])
  await expect(readFile(state)).rejects.toThrow('ENOENT')
})

test('doctor: what is wrong is told with what to do, and is exit code 1', async () => {
  const taken = http.createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  onTestFinished(() => void taken.close())
  const port = (taken.address() as AddressInfo).port
  const [nobody] = (await freePorts(1)) as [number]
  const cwd = await folder({
    'package.json': '{"name":"shop","dependencies":{"better-auth":"^1.5.0"}}',
    '.env.local': 'NEXTAUTH_URL=http://localhost:3000\n',
    blocked: '',
  })
  const args = ['--upstream', `${nobody}`, '--port', `${port}`, '--host', 'shop.nowhere.test']
  const { ok, of } = await doctor(args, { cwd, env: { REPRO_PROXY_STATE_DIR: join(cwd, 'blocked', 'state') } })
  expect(ok).toBe(false)
  expect(of('state-folder')).toMatchObject([{ state: 'fail', hint: expect.stringContaining('REPRO_PROXY_STATE_DIR') }])
  expect(of('port')).toEqual([
    {
      name: 'port',
      state: 'fail',
      text: `port ${port} on 127.0.0.1 is in use`,
      hint: 'Take another one with --port.',
    },
  ])
  expect(of('app')).toMatchObject([{ state: 'fail', hint: 'Start your app there.' }])
  expect(of('name')).toMatchObject([{ state: 'fail', hint: expect.stringContaining('127.0.0.1 shop.nowhere.test') }])
  expect(of('public-url')).toEqual([
    {
      name: 'public-url',
      state: 'warn',
      text: `.env.local:1 says NEXTAUTH_URL=http://localhost:3000, but people type https://shop.nowhere.test:${port}`,
      hint: expect.stringContaining(`NEXTAUTH_URL=https://shop.nowhere.test:${port}`),
    },
    {
      name: 'public-url',
      state: 'warn',
      text: "no .env file says BETTER_AUTH_URL, which this project's sign-in goes by",
      hint: `Start the app with BETTER_AUTH_URL=https://shop.nowhere.test:${port}`,
    },
  ])
  const people = await run(['doctor', ...args], { cwd })
  expect(people.code).toBe(1)
  expect(people.out).toMatch(/^fail {2}port \d+ on 127\.0\.0\.1 is in use\n {6}Take another one with --port\.$/m)
  expect(people.out).toMatch(/\n\d failures, \d warnings\n$/)
})

test('doctor: a CA that others can read, or without its key', async () => {
  const cwd = await folder()
  const env = { REPRO_PROXY_STATE_DIR: join(cwd, 'state') }
  const made = await run(['certs', 'path'], { env })
  expect(made.code).toBe(0)
  const key = join(made.out.trim(), '..', 'ca-key.pem')
  const good = await doctor([], { cwd, env })
  expect(good.of('ca')).toMatchObject([{ state: 'ok', text: expect.stringContaining('repro-proxy local CA') }])
  expect(good.of('clock')).toMatchObject([{ state: 'ok' }])
  expect(good.of('ca-key')).toEqual([])
  if (process.getuid !== undefined) {
    await chmod(key, 0o644)
    const { ok, of } = await doctor([], { cwd, env })
    expect(ok).toBe(false)
    expect(of('ca-key')).toEqual([
      { name: 'ca-key', state: 'fail', text: "others can read the CA's key (mode 644)", hint: `chmod 600 ${key}` },
    ])
  }
})

test('doctor: a file from the future means that the clock is behind', async () => {
  const cwd = await folder({ 'package.json': '{"name":"shop"}' })
  const later = new Date(Date.now() + 86_400_000)
  await utimes(join(cwd, 'package.json'), later, later)
  const { ok, of } = await doctor([], { cwd })
  expect(ok).toBe(false)
  expect(of('clock')).toMatchObject([
    { state: 'fail', text: expect.stringMatching(/^the clock says .*, but a file of this project was written on /) },
  ])
})

test('certs: nothing yet, a path that is made, what it is, and a dry run', async () => {
  const root = await folder()
  const env = { REPRO_PROXY_STATE_DIR: join(root, 'state'), HOME: root }
  expect(await run(['certs'], { env })).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('no local CA yet'),
  })
  expect(await run(['certs', 'uninstall'], { env })).toMatchObject({
    code: 0,
    out: 'There is no local CA, so there is nothing to take back.\n',
  })
  const { code, out, err } = await run(['certs', 'path'], { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(await readFile(out.trim(), 'utf8')).toContain('BEGIN CERTIFICATE')
  const shown = await run(['certs', 'show'], { env })
  expect(shown.out).toContain(`certificate   ${out}`)
  expect(shown.out).toContain('may sign for  localhost, *.localhost, test, *.test, 127.0.0.0/8, ::1/128\n')
  const [one, ...others] = JSON.parse((await run(['certs', '--json'], { env })).out)
  expect(others).toEqual([])
  expect(one).toMatchObject({ path: out.trim(), retired: false, constraints: { names: ['localhost', 'test'] } })
  const dry = await run(['certs', 'install', '--dry-run'], { env })
  expect(dry).toMatchObject({ code: 0, err: '', out: expect.stringContaining('repro-proxy local CA') })
  const own = await run(['certs', 'path', '--host', 'shop.example.com'], { env })
  expect(own.out).toContain(join('authorities', 'host-shop.example.com', 'ca.pem'))
})

test('scenarios: list, show, new, check', async () => {
  const cwd = await folder()
  const listed = JSON.parse((await run(['scenarios', '--json'])).out) as {
    name: string
    about: string
    problem?: string
  }[]
  expect(listed.map(({ name }) => name)).toContain('behind-nginx')
  expect(listed.filter(({ problem, about }) => problem !== undefined || about === '')).toEqual([])
  const text = await run(['scenarios'])
  for (const { name } of listed) expect(text.out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))

  const shown = await run(['scenarios', 'show', 'behind-nginx', '--set', 'timeout=5s'])
  expect(shown).toMatchObject({ code: 0, err: '' })
  expect(shown.out).toContain('# behind-nginx, resolved, with timeout=5s\n')
  expect(JSON.parse((await run(['scenarios', 'show', 'direct', '--json'])).out)).toMatchObject({ plumbing: 'exempt' })

  expect(await run(['scenarios', 'new', 'my-front'], { cwd })).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('wrote my-front.yaml\n'),
  })
  const again = await run(['scenarios', 'new', 'my-front'], { cwd })
  expect(again).toMatchObject({ code: 2, out: '', err: expect.stringContaining('my-front.yaml is there already') })
  expect(await run(['scenarios', 'new', 'my-front', '--force'], { cwd })).toMatchObject({ code: 0 })
  expect(await run(['scenarios', 'new', 'a/b'], { cwd })).toMatchObject({ code: 2, out: '' })

  const checked = await run(['scenarios', 'check', './my-front.yaml', 'behind-nginx'], { cwd })
  expect(checked).toMatchObject({ code: 0, err: '' })
  expect(checked.out).toMatch(/^ok {3}my-front\.yaml:\d+ .*\n(?:ok {3}.*\n)+2 of 2 right\n$/)

  const starter = await readFile(join(cwd, 'my-front.yaml'), 'utf8')
  await writeFile(
    join(cwd, 'wrong.yaml'),
    starter.replace('Cookie: theme=dark\n      << ', 'Cookie: theme=light\n      << '),
  )
  const wrong = await run(['scenarios', 'check', './wrong.yaml'], { cwd })
  expect(wrong.code).toBe(1)
  expect(wrong.out).toMatch(
    /^FAIL wrong\.yaml:\d+ .*\n {4}>> cookie: expected \["theme=light"\], got \["theme=dark"\]\n/,
  )
  await writeFile(join(cwd, 'broken.yaml'), 'about: x\nfrnt: []\n')
  const broken = await run(['scenarios', 'check', './broken.yaml', 'direct'], { cwd })
  expect(broken.code).toBe(2)
  expect(broken.err).toMatch(/^broken\.yaml:2:1: .*"frnt"/)
  expect(broken.out).toMatch(/1 of 2 right\n$/)
  const both = JSON.parse((await run(['scenarios', 'check', './broken.yaml', 'direct', '--json'], { cwd })).out)
  expect(both).toMatchObject([
    { name: './broken.yaml', ok: false, problem: expect.any(String) },
    { name: 'direct', ok: true },
  ])
}, 60_000)

test('explain: a login, a file, standard input; what cannot be read is told with its line', async () => {
  const wire = '>  GET https://shop.localhost/account\n   Cookie: sid=abc\n<< 200 OK\n   Set-Cookie: a=b\n'
  const cwd = await folder({ 'one.txt': wire, 'bad.txt': '>  GET https://shop.localhost/\nnonsense\n' })
  await mkdir(join(cwd, 'folder'))
  const login = await run(['explain', '--scenario', 'behind-nginx'])
  expect(login).toMatchObject({ code: 0, err: '' })
  expect(login.out).toContain('>> POST /login 1.0\n')
  expect(login.out).toMatch(/^# {4}nginx\/host: Host: shop\.localhost -> 127\.0\.0\.1:3000$/m)
  const file = await run(['explain', '--scenario', 'direct', '--wire', 'one.txt'], { cwd })
  const piped = await run(['explain', '--scenario', 'direct', '--wire', '-'], { cwd, input: wire })
  expect(file).toMatchObject({ code: 0, err: '', out: expect.stringContaining('>> GET /account\n') })
  expect(piped).toEqual(file)
  const bad = await run(['explain', '--scenario', 'direct', '--wire', 'bad.txt'], { cwd })
  expect(bad).toMatchObject({ code: 2, out: '', err: expect.stringContaining('error: bad.txt:2:1: ') })
  const none = await run(['explain', '--scenario', 'direct', '--wire', 'none.txt'], { cwd })
  expect(none).toMatchObject({ code: 2, out: '', err: 'error: --wire none.txt: there is no such file\n' })
  const dir = await run(['explain', '--scenario', 'direct', '--wire', 'folder'], { cwd })
  expect(dir).toMatchObject({ code: 2, out: '', err: 'error: --wire folder: this is a folder\n' })
})
