import { readFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folder, freePorts, run, STATE, start } from './run.ts'

interface Got {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
}

/** What a browser gets that trusts the local CA. */
async function visit(url: string): Promise<Got> {
  const { protocol, hostname, port, pathname } = new URL(url)
  const ca = await readFile(join(STATE, 'authorities', 'everyday', 'ca.pem'))
  const options = { host: '127.0.0.1', port, path: pathname, servername: hostname, ca, agent: false }
  const headers = { host: `${hostname}:${port}` }
  return new Promise((resolve, reject) => {
    const scheme = protocol === 'https:' ? https : http
    const sent = scheme.get({ ...options, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }))
    })
    sent.on('error', reject)
  })
}

async function app(port = 0, host = '127.0.0.1'): Promise<number> {
  const server = http.createServer((request, response) => response.end(`host ${request.headers.host}`))
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, host, done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

/** Somebody else's listener. */
async function occupy(port = 0): Promise<number> {
  const server = createServer()
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())))
  return (server.address() as AddressInfo).port
}

test('listens at once without a terminal and without an app, waits visibly, and serves when it comes', async () => {
  const [port, plain, first, second] = (await freePorts(4)) as [number, number, number, number]
  const upstreams = ['--upstream', `http://127.0.0.1:${first}`, '--upstream', `http://127.0.0.1:${second}`]
  const where = ['--host', 'app.example.test', '--port', `${port}`, '--http-port', `${plain}`]
  const front = start(['--scenario', 'direct', ...where, ...upstreams])
  const url = `https://app.example.test:${port}`
  const said = await front.until(/waiting for your app/)
  expect(said).toContain(`${url}  ->  http://127.0.0.1:${first}, http://127.0.0.1:${second}\n`)
  expect(said).toContain(`http://app.example.test:${plain} (plain http)\n`)
  expect(said).toContain('waiting for your app at ')
  expect((await visit(url)).status).toBe(502)
  await app(first)
  await front.until(new RegExp(`your app answers at http://127\\.0\\.0\\.1:${first}`))
  expect(await visit(url)).toMatchObject({ status: 200, text: `host app.example.test:${port}` })
  expect(await visit(`http://app.example.test:${plain}`)).toMatchObject({
    status: 200,
    text: `host app.example.test:${plain}`,
  })
  const { code, signal } = await front.stop()
  expect({ code, signal }).toEqual({ code: 0, signal: null })
  await expect(visit(url)).rejects.toThrow('ECONNREFUSED')
})

test('in a project: name, port of the dev script, and what the app should know', async () => {
  const upstream = await app()
  const project = await folder({
    'package.json': JSON.stringify({
      name: '@acme/shop',
      scripts: { dev: `next dev -p ${upstream}` },
      dependencies: { 'next-auth': '^4.24.0', 'better-auth': '^1.5.0' },
    }),
    '.env.local': '\nNEXTAUTH_URL=http://localhost:3000\nAUTH_SECRET=not-to-be-told\n',
  })
  const front = start(['--port', '0', '--scenario', 'behind-nginx'], { cwd: project })
  const said = await front.until(/your app answers/)
  const url = /https:\/\/shop\.localhost:\d+/.exec(said)?.[0] ?? ''
  expect(said).toContain(`${url}  ->  http://localhost:${upstream}\n`)
  expect(said).toMatch(/scenario behind-nginx: stock nginx: /)
  expect(said).toMatch(/hops +nginx: .*host, location/)
  expect(said).toContain(`NEXTAUTH_URL=${url}   but .env.local:2 says http://localhost:3000\n`)
  expect(said).toContain(`BETTER_AUTH_URL=${url}\n`)
  expect(said).not.toContain('not-to-be-told')
  expect(said).not.toContain('No --scenario was given')
  // The host that the user typed, or that the default names, is the one nginx would have in proxy_pass.
  expect((await visit(url)).text).toBe(`host localhost:${upstream}`)
  await front.stop()
})

test('without a scenario it is the control, and says so', async () => {
  const upstream = await app()
  const front = start(['--port', '0', '--upstream', `${upstream}`], { cwd: await folder() })
  // Two streams: either may come first.
  await front.until(/No --scenario was given/)
  const said = await front.until(/your app answers/)
  expect(said).toMatch(/https:\/\/app\.localhost:\d+ {2}->/)
  expect(said).toContain('scenario direct: ')
  expect(said).toContain('No --scenario was given')
  expect(said).toMatch(/for NEXTAUTH_URL, AUTH_URL, BETTER_AUTH_URL, whichever the app has\n/)
  await front.stop()
})

test('an app on ::1 only is found', async () => {
  const [port] = (await freePorts(1)) as [number]
  const six = await app(port, '::1').catch(() => undefined)
  if (six === undefined) return
  const front = start(['--port', '0', '--upstream', `localhost:${port}`])
  const url = /https:\S+/.exec(await front.until(/your app answers/))![0]
  expect((await visit(url)).status).toBe(200)
  await front.stop()
})

test('a port that was asked for and is taken ends it, and says which and with what flag', async () => {
  const taken = await occupy()
  const [free] = (await freePorts(1)) as [number]
  const one = await run(['--port', `${taken}`])
  expect(one).toMatchObject({ code: 1, out: '' })
  expect(one.err).toContain(`error: port ${taken} on 127.0.0.1 is in use\n`)
  expect(one.err).toContain('take another port with --port.')
  const other = await run(['--port', `${free}`, '--http-port', `${taken}`])
  expect(other).toMatchObject({ code: 1, out: '' })
  expect(other.err).toContain(`error: port ${taken} on 127.0.0.1 is in use\n`)
  expect(other.err).toContain('take another port with --http-port.')
})

test('the default port that is taken is another one, and that is said', async () => {
  await occupy(8443).catch(() => {})
  const front = start([])
  const said = await front.until(/Port 8443 is in use, so this is port \d+/)
  const [, port] = /https:\/\/\S+:(\d+) /.exec(said) ?? []
  expect(Number(port)).toBeGreaterThan(8443)
  expect(said).toContain(`so this is port ${port}`)
  await front.stop()
})

test('an address that this machine does not have', async () => {
  const { code, err } = await run(['--port', '0', '--listen', '203.0.113.7'])
  expect(code).toBe(1)
  expect(err).toContain('error: 203.0.113.7 is not an address of this machine\n')
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it cleanly', async (name) => {
  const front = start(['--port', '0'])
  await front.until(/waiting for your app/)
  const { code, signal, err } = await front.stop(name)
  expect({ code, signal }).toEqual({ code: 0, signal: null })
  expect(err).not.toMatch(/error|\n\s+at /)
})

test('nobody reads standard output any more: it ends', async () => {
  const upstream = await app()
  const front = start(['--port', '0', '--upstream', `${upstream}`])
  const url = /https:\S+/.exec(await front.until(/your app answers/))![0]
  front.child.stdout!.destroy()
  await visit(url)
  const { code, signal, err } = await front.ended
  expect({ code, signal }).toEqual({ code: 0, signal: null })
  expect(err).not.toContain('EPIPE')
})

test('saving the scenario applies it; a broken save is told with its place and changes nothing', async () => {
  const upstream = await app()
  const scenario = (value: string) =>
    `about: mine\nfront:\n  - edge:\n      - response-headers: { set: { X-Edge: ${value} } }\n`
  const root = await folder({ 'mine.yaml': scenario('one') })
  const front = start(['--port', '0', '--upstream', `${upstream}`, '--scenario', './mine.yaml'], { cwd: root })
  const url = /https:\S+/.exec(await front.until(/your app answers/))![0]
  expect((await visit(url)).headers['x-edge']).toBe('one')
  await writeFile(join(root, 'mine.yaml'), scenario('two'))
  await front.until(/mine was saved and is played from now on/)
  expect((await visit(url)).headers['x-edge']).toBe('two')
  await writeFile(join(root, 'mine.yaml'), scenario('three').replace('response-headers', 'response-heders'))
  const said = await front.until(/plays on as it was before/)
  expect(said).toMatch(/mine\.yaml:4:9: .*response-heders.*did you mean "response-headers"/)
  expect((await visit(url)).headers['x-edge']).toBe('two')
  await front.stop()
})

test('--no-watch leaves a saved scenario alone', async () => {
  const upstream = await app()
  const text = 'about: mine\nfront:\n  - edge:\n      - response-headers: { set: { X-Edge: one } }\n'
  const root = await folder({ 'mine.yaml': text })
  const args = ['--port', '0', '--upstream', `${upstream}`, '--scenario', './mine.yaml', '--no-watch']
  const front = start(args, { cwd: root })
  const url = /https:\S+/.exec(await front.until(/your app answers/))![0]
  await writeFile(join(root, 'mine.yaml'), text.replace('one', 'two'))
  // Longer than a watcher would wait.
  await new Promise((done) => setTimeout(done, 500))
  expect((await visit(url)).headers['x-edge']).toBe('one')
  expect((await front.stop()).out).not.toContain('was saved')
})

test('--listen for the whole network warns', async () => {
  const front = start(['--port', '0', '--listen', '0.0.0.0'])
  // The two outputs may be heard in either order.
  await front.until(/Listening on 0\.0\.0\.0: others in your network/)
  await front.stop()
})
