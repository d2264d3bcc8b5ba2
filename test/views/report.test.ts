// The report from a recording's events, in its three forms: what is in it, and what never is.
import { describe, expect, test } from 'vitest'
import { parseWire } from '../../src/core/wire.ts'
import { replay } from '../../src/findings/replay.ts'
import { maskEvent } from '../../src/views/mask.ts'
import { reportOf } from '../../src/views/report.ts'
import { reportMarkdown } from '../../src/views/report-markdown.ts'
import { reportText } from '../../src/views/report-text.ts'
import { PLAIN } from '../../src/views/style.ts'
import { all, page, post } from '../findings/story.ts'
import { toldEvents } from '../findings/told-events.ts'

const BACK = { status: '302 Found', answer: ['Location: /login'] }
const BROKEN =
  post('/login', '302 Found', ['Location: /'], []) + page('/account', BACK).replace('   X-Forwarded-Proto: https\n', '')
const LOGIN = post('/login', '303 See Other', ['Set-Cookie: sid=s3cretvalue; Path=/; HttpOnly; Secure', 'Location: /'])
const HEALTHY = page('/login') + LOGIN + page('/', { cookie: 'sid=s3cretvalue' })

async function reports(...stories: string[]) {
  const events = stories.flatMap((wire) => toldEvents(wire))
  return (await replay(events, all)).map(reportOf)
}

test('a broken login: outcome, the exchange where it went wrong, cause, fix, and that exchange in wire notation', async () => {
  const runs = await reports(BROKEN)
  const text = reportText(runs, PLAIN, 100)
  expect(text).toContain('behind-nginx, https://shop.localhost: 2 exchanges, 1 browser')
  expect(text).toMatch(/^Login 1 .* with a password .*: a page led straight back to the login$/m)
  expect(text).toContain('  x #1 POST /login 302   <- here it went wrong\n')
  expect(text).toMatch(/Cause: The app got no X-Forwarded-Proto[\s\S]*\[xfp-missing\]/)
  expect(text).toContain('Fix: front: send X-Forwarded-Proto')
  expect(text).toContain('More: docs/diagnoses.md#xfp-missing')
  expect(text).toContain('>  POST /login\n')
  expect(runs[0]!.findings.map(({ id }) => id)).toEqual(['xfp-missing'])
  expect(parseWire(runs[0]!.wire.map((one) => one.text).join('')).map(({ browser }) => browser.target)).toContain(
    '/login',
  )
})

test('a healthy login: signed in, nothing found, no exchange to look at', async () => {
  const runs = await reports(HEALTHY)
  expect(reportText(runs, PLAIN, 100)).toMatch(/^Login 1 .*: signed in$/m)
  expect(reportText(runs, PLAIN, 100)).toContain('Nothing was found that breaks a session.')
  expect(runs[0]!.findings).toEqual([])
  expect(runs[0]!.wire).toEqual([])
})

test('each start of the proxy is a run of its own, and a cause seen again is counted, not repeated', async () => {
  const runs = await reports(HEALTHY, BROKEN + BROKEN)
  expect(runs.map(({ logins }) => logins.map(({ outcome }) => outcome))).toEqual([
    ['signed in'],
    ['bounced', 'bounced'],
  ])
  expect(runs[1]!.findings.map(({ id, count }) => [id, count > 1])).toEqual([['xfp-missing', true]])
  expect(reportText(runs, PLAIN, 100).match(/Fix: front/g)).toHaveLength(1)
})

test('a masked recording says the same', async () => {
  const events = toldEvents(BROKEN).map((event) => maskEvent(event))
  const masked = (await replay(events, all)).map(reportOf)
  expect(reportText(masked, PLAIN, 100)).toBe(reportText(await reports(BROKEN), PLAIN, 100))
})

test('rules never add a finding to a recording that was judged when it was made', async () => {
  const events = toldEvents(BROKEN).filter(({ type }) => type !== 'finding')
  expect((await replay(events, all))[0]!.findings).toEqual([])
})

describe('safe to paste', () => {
  const evil = '/login?next=<img src=x>&token=t0psecret'.replace(' ', '%20')
  const story =
    post(evil, '302 Found', ['Location: /', 'Set-Cookie: sid=s3cretvalue; Domain=other.test'], []) +
    page('/account', BACK).replace('   X-Forwarded-Proto: https\n', '')

  test('no form of it holds a value of a cookie or a token', async () => {
    const runs = await reports(story, HEALTHY)
    for (const text of [reportText(runs, PLAIN, 100), reportMarkdown(runs), JSON.stringify(runs)]) {
      expect(text).not.toContain('s3cretvalue')
      expect(text).not.toContain('t0psecret')
    }
  })
  test('what came over the wire is no Markdown', async () => {
    const text = reportMarkdown(await reports(story))
    const outside = text.replace(/^(`{3,})\n[\s\S]*?^\1$/gm, '')
    expect(outside).not.toMatch(/<img/)
    expect(outside).toContain('**Cause: ')
    expect(text.match(/^```$/gm)!.length % 2).toBe(0)
  })
})

test('what an opened browser said itself stands at the top, its disagreements one by one', async () => {
  const events = toldEvents(HEALTHY)
  const seen = events.find((event) => event.type === 'exchange')!
  const word = (more: object) => ({
    ...{ type: 'cookie' as const, at: seen.at, exchange: seen.id, client: 'chrome-1', name: 'sid', text: '' },
    ...{ predicted: 'kept', actual: 'kept', moment: 'confirmed' as const },
    ...more,
  })
  const other = word({ moment: 'disagreed', name: 'odd\u001b', actual: 'InvalidPrefix' })
  const [run] = (await replay([...events, word({}), other], all)).map(reportOf)
  const text = reportText([run!], PLAIN, 200)
  expect(text).toMatch(/^The browser itself confirmed .* once, and disagreed once: our rules are wrong there/m)
  expect(text).toContain('! #1 odd\\x1b: predicted kept, the browser says InvalidPrefix')
  expect(reportMarkdown([run!])).toContain('odd\\x1b: predicted kept, the browser says InvalidPrefix')
  expect(run!.browserSaid?.confirmed).toBe(1)
  const [plain] = await reports(HEALTHY)
  expect(plain!.browserSaid).toBeUndefined()
  expect(reportText([plain!], PLAIN, 200)).not.toContain('The browser itself')
})
