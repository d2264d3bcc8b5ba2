import { expect, test } from 'vitest'
import { page, post } from '../findings/story.ts'
import { toldEvents } from '../findings/told-events.ts'
import { folder, run } from './run.ts'

const recorded = (wire: string) =>
  toldEvents(wire)
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('')
const login = (status: string) => page('/login') + post('/login', status, ['Location: /'])

test('0 for the same flow, 1 for another, 2 for a file that is not there', async () => {
  const cwd = await folder({ 'a.jsonl': recorded(login('303 See Other')), 'b.jsonl': recorded(login('500 No')) })
  expect((await run(['diff', 'a.jsonl', 'a.jsonl'], { cwd })).code).toBe(0)
  const differs = await run(['diff', 'a.jsonl', 'b.jsonl'], { cwd })
  expect(differs.code).toBe(1)
  expect(differs.out).toContain('First step that differs: POST /login')
  const json = await run(['diff', 'a.jsonl', 'b.jsonl', '--json'], { cwd })
  expect(JSON.parse(json.out)).toMatchObject({ same: false, a: { steps: 2 }, different: [{ step: 'POST /login' }] })
  expect((await run(['diff', 'a.jsonl', 'gone.jsonl'], { cwd })).code).toBe(2)
})
