import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { folder, run } from './run.ts'

const events = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TimelineEvent)

const outline = (event: TimelineEvent) => {
  if (event.type === 'exchange') return `${event.browser.request.method} ${event.browser.request.target}`
  if (event.type === 'cookie') return `cookie ${event.name} ${event.moment} ${event.reasons?.join()}`
  return event.type === 'finding' ? event.id : `${event.type} ${event.state}`
}

const STORY = [
  'front listening',
  'GET /login',
  'POST /login',
  'cookie sid refused InvalidDomain',
  'host-rewritten-to-upstream',
  'GET /',
  'front closing',
]

test('--log jsonl: standard output is the timeline and nothing else; the banner goes beside', async () => {
  const { code, out, err } = await run(['demo', '--once', '--log', 'jsonl'])
  expect(code).toBe(0)
  const told = events(out)
  expect(told.map(outline)).toEqual(STORY)
  expect(told[0]).toMatchObject({ version: 1, scenario: 'behind-nginx' })
  expect(err).toContain('https://demo.localhost:')
  expect(err).toContain('Outcome: signed out again, as documented for behind-nginx.')
})

test('the terminal: the story of a login, with the reason and what to do', async () => {
  const { out } = await run(['demo', '--once'])
  expect(out).toMatch(/ POST \/login {2}303 /)
  expect(out).toMatch(/nginx\/host .*Host: demo\.localhost:\d+ -> 127\.0\.0\.1:\d+/)
  expect(out).toMatch(/x refused +sid ~[0-9a-f]{6}\.\d+/)
  expect(out).toMatch(/InvalidDomain: /)
  expect(out).not.toContain('\u001b')
})

test('quiet: the banner and the outcome', async () => {
  const { out } = await run(['demo', '--once', '--log', 'quiet'])
  expect(out).toContain('Outcome: signed out again')
  expect(out).not.toMatch(/GET|POST|refused/)
})

test('--record, then show and cookies: the same story, values masked unless they were asked for', async () => {
  const cwd = await folder()
  const live = await run(['demo', '--once', '--scenario', 'direct', '--record', 'run.jsonl'], { cwd })
  const text = await readFile(join(cwd, 'run.jsonl'), 'utf8')
  const told = events(text)
  expect(told.map(outline)).toEqual([
    'front notice',
    'front listening',
    'GET /login',
    'POST /login',
    'cookie sid kept undefined',
    'GET /',
    'cookie sid sent undefined',
    // How often the browser sent what was predicted.
    'front notice',
    'front closing',
  ])
  expect(text).not.toMatch(/sid=[\w-]{20,}/)
  expect(text).toMatch(/sid=~[0-9a-f]{6}\.24/)
  const shown = await run(['show', 'run.jsonl'], { cwd })
  expect(shown).toMatchObject({ code: 0, err: '' })
  const exchanges = (all: string) => all.split('\n').filter((line) => /^\d\d:\d\d:\d\d |^ {7}/.test(line))
  expect(exchanges(shown.out)).toEqual(exchanges(live.out))
  expect(exchanges(shown.out).length).toBeGreaterThan(4)
  const cookies = await run(['cookies', 'run.jsonl'], { cwd })
  expect(cookies.out).toMatch(/^sid +\.demo\.localhost\/ +stored +\d+ B +1$/m)

  await run(['demo', '--once', '--scenario', 'direct', '--record', 'open.jsonl', '--show-values'], { cwd })
  expect(await readFile(join(cwd, 'open.jsonl'), 'utf8')).toMatch(/sid=[\w-]{20,}/)
})

test('a recording that cannot be written stops the start', async () => {
  const cwd = await folder({ 'notes.txt': 'my notes\n' })
  for (const [file, why] of [
    ['no/such/folder.jsonl', 'no/such/folder.jsonl cannot be written: '],
    ['notes.txt', 'notes.txt is there already and is no recording'],
  ] as const) {
    const { code, out, err } = await run(['--port', '0', '--record', file], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`error: ${why}`)
  }
  expect(await readFile(join(cwd, 'notes.txt'), 'utf8')).toBe('my notes\n')
})
