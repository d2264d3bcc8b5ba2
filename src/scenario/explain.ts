// A dry run for people, in wire notation: what each side would see, and between the lines, as comments, which step changed
// what. The text can be read back as wire notation.
import type { Chain, Change } from '../core/chain.ts'
import type { ChangeInWords, Difference } from '../core/changes.ts'
import { cookieDifferences, inWords } from '../core/changes.ts'
import type { Rehearsed } from '../core/rehearse.ts'
import { rehearse } from '../core/rehearse.ts'
import { UserError } from '../core/user-error.ts'
import type { WireExchange } from '../core/wire.ts'
import { parseWire, printWire, WireError } from '../core/wire.ts'
import { closeChain } from './compile.ts'
import { placeOfLine, userError } from './place.ts'

/** A login form and a visit afterwards: where sessions are made and where they get lost. */
const EVERYDAY = `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Referer: https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
   Content-Length: 9
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: theme=dark
   | user=demo
<< 303 See Other
   Location: /account
   Set-Cookie: sid=abc123; Path=/; HttpOnly; Secure; SameSite=Lax
   Set-Cookie: theme=dark; Path=/; Max-Age=31536000

>  GET https://shop.localhost/account
   Accept: text/html
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: theme=dark; sid=abc123
<< 200 OK
   Content-Type: text/html; charset=utf-8
   Cache-Control: private, no-cache, no-store, max-age=0, must-revalidate
   | <h1>Hello</h1>
`

export interface ExplainOptions {
  /** Exchanges in wire notation; a login and a visit when absent. */
  readonly wire?: string
  /** What to call that text in messages, such as its file. */
  readonly wireName?: string
}

/** Rejects with UserError for wire notation that cannot be read. */
export async function explainScenario(
  scenario: { readonly name: string; readonly about: string; fresh(now?: () => number): Chain },
  { wire = EVERYDAY, wireName = 'wire' }: ExplainOptions = {},
): Promise<string> {
  const exchanges = parsed(wire, wireName)
  let clock = 0
  const chain = scenario.fresh(() => clock)
  const hops = chain.hops.map(({ name }) => name)
  const out = [
    `# ${[scenario.name, oneLine(scenario.about)].filter(Boolean).join(': ')}`,
    `# browser -> ${[...hops, 'app'].join(' -> ')}`,
  ]
  try {
    for (const exchange of exchanges) {
      clock += exchange.browser.after * 1000
      const assumed = !exchange.fromApp
      const asked: WireExchange = assumed ? { ...exchange, fromApp: OK } : exchange
      const [told] = await rehearse(chain, [asked])
      out.push('', ...linesOf(told!, assumed))
    }
  } finally {
    closeChain(chain)
  }
  return `${out.join('\n')}\n`
}

const OK = { status: 200, reason: 'OK', headers: [], body: '' }

function parsed(wire: string, name: string): WireExchange[] {
  try {
    const exchanges = parseWire(wire)
    if (exchanges.length > 0) return exchanges
    throw new UserError(`${name}: there is no exchange in it`, {
      hint: 'An exchange begins with a line such as "> GET https://shop.localhost/".',
      exitCode: 2,
    })
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw userError([{ at: placeOfLine({ name, text: wire }, error.line), text: error.message }])
  }
}

function linesOf({ exchange, changes, story }: Rehearsed, assumed: boolean): string[] {
  const { browser, toApp, fromApp, toBrowser } = exchange
  const part = (message: Partial<WireExchange>) => {
    const text = printWire({ browser, ...message }).trimEnd()
    const before = printWire({ browser }).trimEnd()
    return text.slice(before.length + 1).split('\n')
  }
  const out = printWire({ browser }).trimEnd().split('\n')
  const side = (wanted: Change['side']) => changes.filter((change) => change.side === wanted).flatMap(changeLines)
  out.push(...side('request'))
  if (toApp) out.push(...part({ toApp }))
  else out.push('# the front answers by itself; the app sees nothing of it')
  if (fromApp)
    out.push(...(assumed ? ['# no answer of the app was given; this one is assumed'] : []), ...part({ fromApp }))
  out.push(...side('response'))
  out.push(...story.map((line) => `# ${oneLine(line)}`))
  if (toBrowser) out.push(...part({ toBrowser }))
  else out.push('# the browser gets no answer: the connection is cut')
  return out
}

function changeLines(change: Change): string[] {
  const { hop, step, differences }: ChangeInWords = inWords(change)
  return differences.flatMap(detailed).map((line) => `#    ${hop}/${step}: ${oneLine(line)}`)
}

function detailed(difference: Difference): string[] {
  const { what, from, to } = difference
  if (/^set-cookie$/i.test(what) && from !== undefined && to !== undefined) {
    const name = from.split('=')[0]
    return cookieDifferences(from, to).map((one) => `${what} ${name}: ${changed(one, '')}`)
  }
  return [changed(difference, ': ')]
}

function changed({ what, from, to }: Difference, colon: string): string {
  const join = (value: string) => (value === '' ? what : `${what}${colon || '='}${value}`)
  if (from === undefined) return `+ ${join(to ?? '')}`
  if (to === undefined) return `- ${join(from)}`
  return `${join(from)} -> ${to}`
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
