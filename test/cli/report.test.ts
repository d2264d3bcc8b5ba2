import { expect, test } from 'vitest'
import { page, post } from '../findings/story.ts'
import { toldEvents } from '../findings/told-events.ts'
import { folder, run } from './run.ts'

const BACK = { status: '302 Found', answer: ['Location: /login'] }
const BROKEN = post('/login', '302 Found', ['Location: /'], []) + page('/account', BACK)
const recording = toldEvents(BROKEN)
  .map((event) => `${JSON.stringify(event)}\n`)
  .join('')

test('the newest recording, when none is named', async () => {
  const cwd = await folder({ 'run.jsonl': recording, 'other.jsonl': '{"no":"recording"}\n' })
  const { code, out, err } = await run(['report'], { cwd })
  expect([code, err]).toEqual([0, 'the newest recording here is run.jsonl\n'])
  expect(out).toContain('[xfp-missing]')
})

test('as Markdown and as JSON', async () => {
  const cwd = await folder({ 'run.jsonl': recording })
  const markdown = await run(['report', 'run.jsonl', '--markdown'], { cwd })
  expect(markdown.out).toMatch(/^## repro-proxy report\n/)
  const json = await run(['report', 'run.jsonl', '--json'], { cwd })
  expect(JSON.parse(json.out)).toMatchObject([
    { scenario: 'behind-nginx', logins: [{ outcome: 'bounced', wrong: 1, cause: { id: 'xfp-missing' } }] },
  ])
})

test('says what to do when there is nothing to report on', async () => {
  const cwd = await folder({})
  const { code, out, err } = await run(['report'], { cwd })
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain('there is no recording in this folder')
  expect(err).toContain('--record run.jsonl')
  expect((await run(['report', 'gone.jsonl'], { cwd })).code).toBe(2)
  expect((await run(['report', '--json', '--markdown'], { cwd })).code).toBe(2)
})
