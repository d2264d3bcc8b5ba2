import { expect, test } from 'vitest'
import { folder, run } from './run.ts'

const listening = { type: 'front', at: 1000, state: 'listening', text: 'up', version: 1 }
const kept = {
  type: 'cookie',
  at: 61_000,
  exchange: 7,
  client: 'chrome-1',
  moment: 'kept',
  name: 'sid',
  domain: 'shop.localhost',
  path: '/',
  value: 'secret-value',
  text: 'the browser keeps it',
}
const withheld = {
  ...kept,
  at: 62_000,
  exchange: 8,
  moment: 'withheld',
  reasons: ['SameSiteStrict'],
  text: 'stays at home',
}
const refused = { ...kept, name: 'other', moment: 'refused', reasons: ['InvalidDomain'], text: 'no', by: 'nginx/host' }

const lines = (...events: object[]) => `${events.map((event) => JSON.stringify(event)).join('\n')}\n`

test('one line for each cookie, without its value', async () => {
  const cwd = await folder({ 'run.jsonl': lines(listening, kept, withheld, withheld, refused) })
  expect(await run(['cookies', 'run.jsonl'], { cwd })).toEqual({
    code: 0,
    signal: null,
    err: '',
    out: `cookie  where            state    size  sent  stayed away
sid     shop.localhost/  stored   15 B  0     2x SameSiteStrict
other   shop.localhost/  refused  17 B  0
`,
  })
  const one = await run(['cookies', 'run.jsonl', '--name', 'sid'], { cwd })
  expect(one.out).toContain(
    '\nsid of shop.localhost/ (chrome-1)\n  00:01:01.000  #7      kept       the browser keeps it\n',
  )
  expect(one.out).not.toContain('other')
  const json = await run(['cookies', 'run.jsonl', '--json'], { cwd })
  expect(JSON.parse(json.out)).toMatchObject([
    { name: 'sid', state: 'stored', withheld: { SameSiteStrict: 2 } },
    { name: 'other', state: 'refused', moments: [{ by: 'nginx/host' }] },
  ])
  expect(json.out + one.out).not.toContain('secret-value')
})

test('nothing seen', async () => {
  const cwd = await folder({ 'run.jsonl': lines(listening) })
  expect((await run(['cookies', 'run.jsonl'], { cwd })).out).toBe('No cookie was seen.\n')
  const none = await run(['cookies', 'run.jsonl', '--name', 'x'], { cwd })
  expect(none.out).toBe('No cookie called x was seen.\n')
})

test.each([
  ['hello\n', 'run.jsonl:1: this line is not JSON'],
  [lines({ ...listening, version: 99 }), 'run.jsonl:1: this recording has format 99; this version reads format 1'],
])('%j is refused', async (text, message) => {
  const cwd = await folder({ 'run.jsonl': text })
  for (const command of ['cookies', 'show']) {
    const { code, out, err } = await run([command, 'run.jsonl'], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.split('\n')[0]).toBe(`error: ${message}`)
  }
})

test('a line that was cut off at the end is left out', async () => {
  const cwd = await folder({ 'run.jsonl': `${lines(listening, kept)}{"type":"coo` })
  const { code, out, err } = await run(['cookies', 'run.jsonl'], { cwd })
  expect({ code, err }).toEqual({ code: 0, err: 'the recording breaks off in line 3; all before it was read\n' })
  expect(out).toContain('\nsid ')
})

test('a file that is not there', async () => {
  const cwd = await folder()
  expect(await run(['cookies', 'none.jsonl'], { cwd })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^error: none\.jsonl: there is no such file\n/),
  })
})
