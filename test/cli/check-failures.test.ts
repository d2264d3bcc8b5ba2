// What a check says when it cannot be made: one screen, exit 2, and the app that it started is gone.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, run } from './run.ts'

const APP = `
import { writeFileSync } from 'node:fs'
import http from 'node:http'
writeFileSync('pid', String(process.pid))
let asked = 0
http.createServer((request, response) => {
  asked += 1
  if (asked > Number(process.env.LIFE ?? 1e9)) process.exit(3)
  response.setHeader('content-type', 'text/html')
  if (process.env.NO_FORM) return response.end('<p>hello')
  const me = /sid=1/.test(request.headers.cookie ?? '')
  if (request.method === 'POST') {
    let body = ''
    request.on('data', (part) => { body += part })
    request.on('end', () => {
      if (!body.includes('password=pw')) return response.writeHead(401).end('<p>no')
      response.writeHead(303, { location: '/', 'set-cookie': 'sid=1; Path=/' }).end()
    })
    return
  }
  if (request.url === '/') return response.end(me ? '<p>hello alice' : '<a href="/login">Sign in</a>')
  response.end('<form method=post><input name=user><input name=password type=password><button>Sign in</button></form>')
}).listen(process.env.PORT, '127.0.0.1')
`

async function failed(flags: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const cwd = await folder({ 'app.mjs': APP })
  const all = ['check', '--driver', 'browserless', '--user', 'alice', ...flags, '--', process.execPath, 'app.mjs']
  const { code, out, err } = await run(all, { cwd, env })
  expect({ code, out }, err).toEqual({ code: 2, out: '' })
  expect(err).not.toMatch(/\n\s+at /)
  expect(err.split('\n').length).toBeLessThan(25)
  let pid: number | undefined
  try {
    pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'))
  } catch {
    // It was never started.
  }
  if (pid !== undefined) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
  return err
}

test('wrong credentials', async () => {
  const err = await failed(['--password', 'wrong', '--scenario', 'direct'])
  expect(err).toMatch(
    /error: signing in as alice at \/login failed with nothing in front of the app: status 401\n.*--password/,
  )
  expect(err).not.toContain('wrong')
}, 60_000)

test('no sign-in form', async () => {
  const err = await failed(['--password', 'pw', '--scenario', 'direct'], { NO_FORM: '1' })
  expect(err).toMatch(/error: no sign-in form was found; looked at \/, \/login, .*\n.*--login \/path/)
}, 60_000)

test('an app that dies midway', async () => {
  const err = await failed(['--password', 'pw', '--group', 'nginx'], { LIFE: '60' })
  expect(err).toMatch(/survives/)
  expect(err).toMatch(/error: your app ended with code 3/)
}, 60_000)

test('a scenario that there is not, and a report that cannot be written', async () => {
  expect(await failed(['--password', 'pw', '--scenario', 'behind-ngnix'])).toMatch(
    /no scenario "behind-ngnix".*behind-nginx/,
  )
  expect(await failed(['--password', 'pw', '--report', 'app.mjs/report'])).toMatch(
    /--report: .* cannot be written.*\n.*may write/,
  )
}, 60_000)
