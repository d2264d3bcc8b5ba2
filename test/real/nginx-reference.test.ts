// Real apps behind the real nginx, seen by a real browser: the measure that the simulated fronts are held against. The
// lines it prints are the table that documentation may quote.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './harness/browser.ts'
import type { ExampleApp } from './harness/example-app.ts'
import { runLogin } from './harness/login.ts'
import { startNginx } from './harness/nginx.ts'
import { havePrograms } from './harness/programs.ts'
import { expectedReport, type Front, REFERENCE } from './harness/reference.ts'
import { type Subject, startSubject } from './harness/subject.ts'
import { verdictLine } from './harness/verdict-line.ts'

interface Case {
  file: string | undefined
  front: Front
  /** The front passes the dev server's WebSocket on. */
  hotReload: boolean
}

const CASES: Case[] = [
  { file: undefined, front: 'none', hotReload: true },
  { file: 'nginx-recommended', front: 'nginx-recommended', hotReload: true },
  { file: 'behind-nginx', front: 'behind-nginx', hotReload: false },
  { file: 'behind-nginx-plumbing-exempt', front: 'behind-nginx', hotReload: true },
  { file: 'nginx-missing-proto', front: 'nginx-missing-proto', hotReload: true },
  { file: 'nginx-two-hops', front: 'nginx-two-hops', hotReload: true },
]

const run = havePrograms('nginx', 'chromium')

describe.skipIf(!run).each(Object.keys(REFERENCE) as Subject[])('%s', (subject) => {
  let app: ExampleApp
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
    app = await startSubject(subject)
  }, 300_000)
  afterAll(async () => {
    await app?.close()
    await browser?.close()
  }, 60_000)

  test.each(CASES)('behind $file', { timeout: 120_000 }, async ({ file, front, hotReload }) => {
    const nginx = file === undefined ? undefined : await startNginx(file, app.port)
    try {
      const origin = nginx ? `https://shop.localhost:${nginx.port}` : `http://localhost:${app.port}`
      const logged = app.log().length
      const report = await runLogin(browser, origin)
      process.stdout.write(`${verdictLine(subject, file ?? 'nothing', report, origin)}\n`)
      expect(report).toMatchObject(expectedReport(subject, REFERENCE[subject][front], origin, hotReload))
      // Not any 500, but this one.
      const aborted = app.log().slice(logged).includes('Aborting the action')
      expect(aborted).toBe(report.failedPosts > 0)
    } finally {
      await nginx?.close()
    }
  })
})
