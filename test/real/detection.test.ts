// The same logins as in test/check/detection, found by the installed browser: dialogs open, and the page's own code runs.
import { describe, expect, test } from 'vitest'
import { withBrowser } from '../../src/check/with-browser.ts'
import { checkedShape, FOUND } from './harness/login-shapes.ts'
import { findProgram, havePrograms } from './harness/programs.ts'

const present = havePrograms('chromium')

describe.skipIf(!present)('the login is found with a browser', () => {
  test.each([
    ...FOUND,
    [
      'no-names',
      'alice@example.com',
      { entrance: { path: '/login' }, mark: { text: 'alice@example.com' }, signOut: true },
    ] as (typeof FOUND)[number],
  ])('%s', async (shape, user, plan) => {
    const driver = (door: { host: string; port: number; certificates: readonly string[] }) =>
      withBrowser({ path: findProgram('chromium')!, ...door })
    const { plan: learned, results } = await checkedShape(shape, driver, user)
    expect(learned).toMatchObject(plan)
    expect(results.map(({ survives }) => survives)).toEqual([true, false])
  })
})
