// The login is found where people put it: each shape is an app that answers, and what is assumed of it is told.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withoutBrowser } from '../../src/check/without-browser.ts'
import type { UserError } from '../../src/core/user-error.ts'
import type { LoginShape } from '../real/harness/login-app.ts'
import { checkedShape, FOUND } from '../real/harness/login-shapes.ts'

const before = process.env.XDG_STATE_HOME
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-state-'))
beforeAll(() => {
  process.env.XDG_STATE_HOME = state
})
afterAll(() => {
  if (before === undefined) delete process.env.XDG_STATE_HOME
  else process.env.XDG_STATE_HOME = before
  rmSync(state, { recursive: true, force: true })
})

test.each(FOUND)('without a browser: %s', async (shape, user, plan, bare = plan) => {
  const { plan: learned, results } = await checkedShape(shape, async () => withoutBrowser, user)
  expect(learned).toMatchObject(bare)
  expect(results.map(({ survives }) => survives)).toEqual([true, false])
})

describe('what was tried is told where it is not found', () => {
  const failure = async (shape: LoginShape) => {
    const error = await checkedShape(shape, async () => withoutBrowser).then(
      () => undefined,
      (one: UserError) => one,
    )
    return `${error?.message}\n${error?.hint}`
  }

  test('fields that only code sends, without a browser', async () => {
    const said = await failure('no-names')
    expect(said).toMatch(/^no sign-in form was found; looked at \/, \/login, .* more\n/)
    expect(said).toContain('not seen without a browser')
    expect(said).toContain('check --record')
  })

  test('a field that nobody can guess', async () => {
    expect(await failure('organisation')).toMatch(
      /^signing in as alice at \/login failed .*: the form came again\n[\s\S]*also asks for "Organisation"/,
    )
  })
})
