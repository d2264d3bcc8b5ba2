// What a check writes: nothing that came over the wire acts in any of it, and no value of a cookie is told.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { Checked, Result } from '../../src/check/check.ts'
import { judged, readExpectations } from '../../src/check/expectations.ts'
import { openOutputs } from '../../src/cli/check-outputs.ts'
import { complaint } from '../../src/cli/complaint.ts'
import { UserError } from '../../src/core/user-error.ts'
import { checkAnnotations } from '../../src/views/check-annotations.ts'
import { checkHtml } from '../../src/views/check-html.ts'
import { checkJunit } from '../../src/views/check-junit.ts'
import { checkMarkdown } from '../../src/views/check-markdown.ts'
import { checkText } from '../../src/views/check-text.ts'
import { PLAIN } from '../../src/views/style.ts'

const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-check-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ALL = { signedIn: true, reload: true, server: true, client: null, api: true, apart: true, signedOut: true }
const HOSTILE =
  '<script>alert(1)</script> \u001b[2J | [x](javascript:1) ::error::x\n::set-env name=A::b sid=hunter2secret'

function result(scenario: string, more: Partial<Result> = {}): Result {
  const held = more.survives === false ? { ...ALL, reload: false } : ALL
  return { scenario, group: 'nginx', held, seen: [], survives: true, flaky: false, findings: [], ms: 1200, ...more }
}

const checked: Checked = {
  plan: { assumed: [HOSTILE] },
  driver: 'browserless',
  ms: 4321,
  results: [
    result('fine'),
    result('often', { flaky: true }),
    result('bad', {
      survives: false,
      seen: [HOSTILE],
      events: [
        {
          type: 'cookie',
          at: 1,
          exchange: 1,
          client: 'a',
          moment: 'kept',
          name: HOSTILE,
          value: 'hunter2secret',
          text: HOSTILE,
        },
      ],
    }),
  ],
}

test('a hostile app is shown inert, and no value of a cookie is told', () => {
  const html = checkHtml(checked)
  expect(html).not.toContain('<script')
  expect(html).toContain('&lt;script&gt;')
  const xml = checkJunit(checked)
  const markdown = checkMarkdown(checked)
  const text = checkText(checked, { style: PLAIN, width: 120 })
  const lines = checkAnnotations(checked)
  expect(markdown).not.toMatch(/(?<!\\)<script/)
  expect(markdown).not.toMatch(/(?<!\\)\[x/)
  expect(xml).not.toContain('<script')
  const { text: refusal } = complaint(new UserError(HOSTILE, { hint: HOSTILE }), '1')
  expect(refusal.split('\n')).toHaveLength(4)
  for (const out of [html, xml, markdown, text, ...lines]) expect(out).not.toContain('hunter2secret')
  for (const out of [html, xml, markdown, text, refusal, ...lines]) expect(out).not.toContain('\u001b')
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['::error', '::warning'])
  for (const line of lines) expect(line).not.toContain('\n')
})

test('the table of 30 scenarios fits its terminal, with causes where there is room for them', () => {
  const many = Array.from({ length: 30 }, (_, i) =>
    result(`a-scenario-with-a-name-${i}`, i % 3 === 0 ? { survives: false, seen: ['word '.repeat(40)] } : {}),
  )
  for (const [width, head] of [
    [160, /signed in {2}reload {2}server {2}client {2}API {2}2nd visitor {2}signed out {2}cause$/],
    [110, /signed in {2}reload {2}server {2}client {2}API {2}2nd visitor {2}signed out$/],
    [80, /in {2}reload {2}server {2}client {2}API {2}2nd {3}out$/],
  ] as const) {
    const lines = checkText({ ...checked, results: many }, { style: PLAIN, width }).split('\n')
    expect(lines[0]).toMatch(head)
    expect(lines.filter((line) => line.length > width)).toEqual([])
    expect(lines.filter((line) => /^a-scenario/.test(line))).toHaveLength(30)
  }
})

test('JUnit counts what failed, names a cause, and is valid by the schemas that read it', async () => {
  const xml = checkJunit(checked, Date.UTC(2026, 10, 29, 12, 0, 5))
  expect(xml).toContain('hostname="localhost" timestamp="2026-11-29T12:00:00" tests="3" failures="1" errors="0"')
  const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8')
  const valid = async (contents: string) =>
    validateXML({ xml: { fileName: 'check.xml', contents }, schema: { fileName: 'junit.xsd', contents: schema } })
  expect((await valid(xml)).errors).toEqual([])
  // The schema can refuse.
  expect((await valid(xml.replace(' timestamp=', ' when='))).valid).toBe(false)
  const none: Checked = { ...checked, results: [] }
  expect((await valid(checkJunit(none))).errors).toEqual([])
  expect(xml.match(/<testcase /g)).toHaveLength(3)
  expect(xml.match(/<failure /g)).toHaveLength(1)
  expect(xml.match(/<\/testcase>/g)).toHaveLength(1)
})

test('known failures do not count, and what survives now is told', async () => {
  const file = join(folder, 'expectations.yaml')
  writeFileSync(file, 'fails:\n  bad: since 2026\n  fine:\n  often: sometimes\n')
  const names = ['fine', 'often', 'bad', 'worse']
  const expectations = await readExpectations(file, names)
  const { unexpected, known, recovered } = judged(
    [...checked.results, result('worse', { survives: false })],
    expectations,
  )
  const only = (results: readonly Result[]) => results.map(({ scenario }) => scenario)
  expect([unexpected, known, recovered].map(only)).toEqual([['worse'], ['bad'], ['fine']])
  writeFileSync(file, 'fials:\n  bad:\n')
  await expect(readExpectations(file, names)).rejects.toThrow(
    /expectations\.yaml:1:1: "fials" is not known here.*fails/,
  )
  writeFileSync(file, 'fails:\n  baad:\n')
  await expect(readExpectations(file, names)).rejects.toThrow(/no scenario "baad" is checked/)
  const page = readFileSync(new URL('../../docs/check.md', import.meta.url), 'utf8')
  writeFileSync(file, /```yaml expectations\n([^`]+)```/.exec(page)![1]!)
  expect([...(await readExpectations(file, ['behind-nginx'])).fails.keys()]).toEqual(['behind-nginx'])
})

test('a place that cannot be written is told before anything is checked', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => openOutputs({ report: join(file, 'report') })).toThrow(/--report: .* cannot be written/)
  expect(openOutputs({ report: join(folder, 'a', 'b') })).toHaveLength(1)
})
