// Another terminal on a running proxy: what happened before, what happens, and what is left behind when either ends.
import { readdirSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run, STATE, start } from './run.ts'

async function app(): Promise<number> {
  const server = http.createServer((_, response) => {
    response.writeHead(200, { 'Set-Cookie': 'sid=very-secret-value; Path=/; HttpOnly' })
    response.end('hello')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

const visit = (url: string, path: string) =>
  new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    https
      .get(
        { host: '127.0.0.1', port, path, servername: hostname, rejectUnauthorized: false, agent: false },
        (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode!))
        },
      )
      .on('error', reject)
  })

const running = () => readdirSync(join(STATE, 'running'))
const portOf = (url: string) => new URL(url).port

test('shows what was and what is, masked, until the proxy ends; and nothing is left', async () => {
  const front = start(['--port', '0', '--upstream', `${await app()}`, '--show-values'])
  const url = /https:\S+/.exec(await front.until(/your app answers/))![0]
  expect(await visit(url, '/before')).toBe(200)
  await front.until(/\/before/)
  const watch = start(['watch', '--port', portOf(url)])
  await watch.until(/\/before/)
  expect(await visit(url, '/after')).toBe(200)
  const said = await watch.until(/\/after/)
  expect(said).toContain(`${url}  scenario direct`)
  expect(said).toMatch(/kept +sid/)
  expect(said).not.toContain('very-secret-value')
  expect(running()).toHaveLength(1)
  await front.stop()
  expect(await watch.until(/the proxy has ended/)).toContain('is closed')
  expect(running()).toEqual([])
})

test('--filter and --log jsonl: events for scripts', async () => {
  const front = start(['--port', '0', '--upstream', `${await app()}`])
  const url = /https:\S+/.exec(await front.until(/your app answers/))![0]
  const watch = start(['watch', '--port', portOf(url), '--log', 'jsonl', '--filter', 'path:/wanted'])
  await watch.until(/scenario direct/)
  await visit(url, '/other')
  await visit(url, '/wanted')
  const lines = (await watch.until(/"target":"\/wanted"/)).split('\n').filter((line) => line.startsWith('{'))
  const targets = lines
    .map((line) => JSON.parse(line))
    .flatMap((one) => (one.type === 'exchange' ? [one.browser.request.target] : []))
  expect(targets).toEqual(['/wanted'])
  await front.stop()
})

test('without a running proxy it says what to do', async () => {
  const { code, err } = await run(['watch', '--port', '1'])
  expect(code).toBe(1)
  expect(err).toContain('no repro-proxy of yours is running on port 1')
  expect(err).toContain('repro-proxy --scenario behind-nginx')
})

test('a filter that is none is bad usage', async () => {
  const { code, err } = await run(['watch', '--filter', 'cokie:a'])
  expect(code).toBe(2)
  expect(err).toContain('Did you mean cookie: ?')
})

test('one that was killed is forgotten by whoever looks next', async () => {
  const front = start(['--port', '0', '--upstream', `${await app()}`])
  await front.until(/your app answers/)
  expect(running()).toHaveLength(1)
  await front.stop('SIGKILL')
  const { code, err } = await run(['watch'])
  expect(code).toBe(1)
  expect(err).toContain('no repro-proxy of yours is running')
  expect(running()).toEqual([])
})

test('cookies without a file tells of the proxy that is running', async () => {
  const front = start(['--port', '0', '--upstream', `${await app()}`])
  const url = /https:\S+/.exec(await front.until(/your app answers/))![0]
  await visit(url, '/')
  await front.until(/kept/)
  const { code, out } = await run(['cookies', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject([{ name: 'sid', path: '/', state: 'stored' }])
  await front.stop()
})
