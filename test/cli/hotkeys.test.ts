// One key at a time in a real terminal: what each does, here and in a second terminal, and that the terminal is given back.
import { readdirSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { STATE, start } from './run.ts'
import { hasTerminals, inTerminal, settings } from './terminal.ts'

async function app(): Promise<string> {
  const server = http.createServer((request, response) => {
    if (request.url === '/sign-in') response.setHeader('Set-Cookie', 'sid=1; Path=/; HttpOnly')
    else response.setHeader('Cache-Control', 'public, max-age=600')
    response.end('hello')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return String((server.address() as AddressInfo).port)
}

const visit = (url: string, path: string) =>
  new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const where = { host: '127.0.0.1', port, path, servername: hostname, headers: { Host: `${hostname}:${port}` } }
    https
      .get({ ...where, rejectUnauthorized: false, agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode!))
      })
      .on('error', reject)
  })

const LEGEND = /o.{0,12} .{0,12}open a browser.*q.{0,12} .{0,12}quit/
const URL_SHOWN = /https:\/\/\S+?:\d+/

async function front(...more: string[]) {
  const terminal = inTerminal(['--port', '0', '--upstream', await app(), '--no-inspector', ...more])
  const url = URL_SHOWN.exec(await terminal.until(/-> {2}/))![0]
  await terminal.until(LEGEND)
  await terminal.until(/your app answers/)
  return { terminal, url }
}

async function gaveBack(terminal: ReturnType<typeof inTerminal>, code = 0) {
  const screen = await terminal.ended
  const [before, after] = settings(screen)
  expect(before).toMatch(/:/)
  expect(after).toBe(before)
  expect(screen).toContain(`code:${code}`)
}

describe.skipIf(!hasTerminals)('hot keys', () => {
  test('s: a scenario by a part of its name and its number; p: the caches; c: clear; q: quit', async () => {
    const { terminal, url } = await front()
    terminal.type('s')
    await terminal.until(/scenario \(number, name/)
    terminal.type('cache-\r')
    const [, number] = /(\d+)\S* nginx-cache-dangerous/.exec(await terminal.until(/scenario \(number, name/))!
    // What happens meanwhile does not run over the line.
    expect(await visit(url, '/meanwhile')).toBe(200)
    terminal.type(`${number}\r`)
    const told = await terminal.until(/nginx-cache-dangerous is played from now on/)
    expect(told).toContain('/meanwhile')
    expect(await visit(url, '/page')).toBe(200)
    await terminal.until(/\/page/)
    terminal.type('p')
    await terminal.until(/1 entry thrown away/)
    terminal.type('c')
    const [cleared] = /\[H[\s\S]*/.exec(await terminal.until(/\[H[\s\S]*purge caches/))!
    expect(cleared).toContain('nginx-cache-dangerous')
    terminal.type('q')
    await terminal.until(/is closed/)
    await gaveBack(terminal)
  })

  test('f: of the traffic only that, and all again; Esc leaves it as it is; a mistake says so', async () => {
    const { terminal, url } = await front()
    terminal.type('f')
    await terminal.until(/show only/)
    terminal.type('cokie:sid\r')
    await terminal.until(/Did you mean cookie/)
    terminal.type('f')
    await terminal.until(/show only/)
    terminal.type('cookie:sid\r')
    await terminal.until(/only cookie:sid is shown/)
    await visit(url, '/unseen')
    await visit(url, '/sign-in')
    expect(await terminal.until(/kept/)).not.toContain('/unseen')
    terminal.type('f')
    await terminal.until(/show only[^\r\n]*cookie:sid/)
    terminal.type('\u001b')
    await terminal.until(/\n/)
    terminal.type('f')
    await terminal.until(/show only[^\r\n]*cookie:sid/)
    terminal.type('\u0015\r')
    await terminal.until(/all of the traffic is shown/)
    await visit(url, '/seen')
    await terminal.until(/\/seen/)
    terminal.type('\u0003')
    await gaveBack(terminal)
  })

  test('in a question, Ctrl-C ends it all', async () => {
    const { terminal } = await front()
    terminal.type('s')
    await terminal.until(/scenario \(number, name/)
    terminal.type('\u0003')
    await terminal.until(/is closed/)
    await gaveBack(terminal)
  })

  test('watch has the same keys, over its socket', async () => {
    const { terminal, url } = await front()
    const { port } = new URL(url)
    const watch = inTerminal(['watch', '--port', port])
    await watch.until(LEGEND)
    watch.type('s')
    await watch.until(/scenario \(number, name/)
    watch.type('nginx-recommended\r')
    await watch.until(/nginx-recommended is played from now on/)
    await terminal.until(/nginx-recommended is played from now on/)
    watch.type('p')
    await watch.until(/nginx-recommended has no cache/)
    watch.type('s')
    await watch.until(/scenario \(number, name/)
    watch.type('./none.yaml\r')
    await watch.until(/none\.yaml/)
    watch.type('q')
    await gaveBack(watch)
    terminal.child.stdin!.end('q')
    await gaveBack(terminal)
  })

  test('killed by a signal or by an exception: the terminal is given back', async () => {
    const { terminal } = await front()
    const [pid] = readdirSync(join(STATE, 'running')).map((name) => Number.parseInt(name, 10))
    process.kill(pid!, 'SIGTERM')
    await gaveBack(terminal)
    const opened = join(import.meta.dirname, '../../dist/cli/raw-terminal.js')
    const crash = `const { openTerminal } = await import(${JSON.stringify(opened)})
      openTerminal({ key() { throw new Error('crash') }, back() {} })
      console.log('ready ' + process.stdin.isRaw)`
    const crashing = inTerminal([], [process.execPath, '--input-type=module', '-e', crash])
    await crashing.until(/ready true/)
    crashing.type('x')
    await gaveBack(crashing, 1)
    expect(crashing.screen()).toContain('Error: crash')
  })

  test('piped: plain lines, and no legend', async () => {
    const piped = start(['--port', '0', '--upstream', await app(), '--no-inspector'])
    const said = await piped.until(/your app answers/)
    expect(said).not.toContain('open a browser')
    expect(said).not.toContain('\u001b')
    await piped.stop()
  })
})
