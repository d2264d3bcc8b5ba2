import { expect, test } from 'vitest'
import { folder, freePorts, run, start } from './run.ts'

test.each([
  [[], 'signed out again, as documented for behind-nginx'],
  [['--scenario', 'nginx-recommended'], 'signed in as alice, as documented for nginx-recommended'],
  [['--scenario', 'direct'], 'signed in as alice, as documented for direct'],
])('demo --once %j', async (args, outcome) => {
  const { code, out, err } = await run(['demo', '--once', ...args])
  expect(out).toContain(`Outcome: ${outcome}.\n`)
  expect(out).toMatch(/https:\/\/demo\.localhost:\d+ {2}-> {2}http:\/\/127\.0\.0\.1:\d+\n/)
  expect({ code, err: err.replace(/^A local CA was made.*\n/, '') }).toEqual({ code: 0, err: '' })
})

test('a front with no documented outcome only tells what happened', async () => {
  const { code, out } = await run(['demo', '--once', '--scenario', 'strip-set-cookie'])
  expect(out).toContain('Outcome: signed out again.\n')
  expect(code).toBe(0)
})

test('a story that comes out otherwise is exit code 1', async () => {
  // The same name, other content: what is documented is for the shipped one.
  const text = 'about: mine\nfront:\n  - edge:\n      - answer: { status: 503 }\n'
  const root = await folder({ 'behind-nginx.yaml': text })
  const own = await run(['demo', '--once', '--scenario', './behind-nginx.yaml'], { cwd: root })
  expect(own.code).toBe(0)
  expect(own.out).toContain('Outcome: the last page does not say who is signed in.\n')
})

test('without --once it stays for people to try, until Ctrl-C', async () => {
  const [port] = (await freePorts(1)) as [number]
  const demo = start(['demo', '--port', `${port}`])
  const said = await demo.until(/Try it yourself/)
  expect(said).toContain(`Try it yourself: https://demo.localhost:${port} (alice, password pw)`)
  const { code, signal } = await demo.stop()
  expect({ code, signal }).toEqual({ code: 0, signal: null })
})
