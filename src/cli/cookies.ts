import type { CookieEvent, ExchangeEvent } from '../core/events.ts'
import { familyOf, type Life } from '../session/ledger.ts'
import { sizeOf } from '../views/byte-size.ts'
import { inert, shortened } from '../views/inert.ts'
import { command } from './command.ts'
import { note, say, styleOf } from './say.ts'

export default command({
  usage: 'cookies [file]',
  about: 'the life of every cookie, in the running proxy or in a recording',
  words: {
    file: {
      type: 'string',
      describe: 'a recording made with --record, or a HAR file; without one, the proxy that is running',
    },
  },
  options: {
    name: { type: 'string', requiresArg: true, describe: 'only cookies of this name, with all that happened to them' },
    json: { type: 'boolean', describe: 'answer as JSON' },
  },
  examples: [
    ['cookies', 'of the proxy that runs in another terminal: one line for each'],
    ['cookies run.jsonl', 'of a recording'],
    ['cookies run.jsonl --name sid', 'the story of one of them'],
  ],
  async run({ file, name, json = false }) {
    const [{ readEvents }, { createLedger }, { createLargestSeen }, { cookieTable }] = await Promise.all([
      import('./reading.ts'),
      import('../session/ledger.ts'),
      import('../views/cookie-limits.ts'),
      import('../views/cookie-table.ts'),
    ])
    const ledger = createLedger()
    const largest = createLargestSeen()
    const asked = new Map<number, string>()
    const during = new WeakMap<CookieEvent, string>()
    for await (const event of readEvents(file)) {
      if (event.type === 'front' && event.state === 'notice' && event.version === undefined) note(event.text)
      if (event.type === 'exchange') asked.set(event.id, `${event.browser.request.method} ${pathOf(event)}`)
      if (event.type === 'cookie') during.set(event, asked.get(event.exchange) ?? '')
      if (asked.size > MOST_ASKED) asked.delete(asked.keys().next().value!)
      ledger.add(event)
      largest.add(event)
    }
    const lives = ledger
      .lives()
      .filter((life) => name === undefined || life.name === name || familyOf(life.name) === name)
    if (json) return say(JSON.stringify(lives.map(plain), null, 2))
    if (lives.length === 0) {
      return say(name === undefined ? 'No cookie was seen.' : `No cookie called ${name} was seen.`)
    }
    const [head = '', ...rows] = aligned(cookieTable(lives))
    say(styleOf().bold(head))
    for (const row of rows) say(row)
    if (name !== undefined) for (const life of lives) say(`\n${story(life, during)}`)
    else if (largest.lines().length > 0) say(`\n${largest.lines().join('\n')}`)
  },
})

/** Exchanges and their moments come close together. */
const MOST_ASKED = 1000

function pathOf({ browser }: ExchangeEvent): string {
  return inert(browser.request.target.split('?')[0]!)
}

/** Values are left out: what was recorded with --show-values is not told by accident. */
function plain({ value, withheld, moments, ...life }: Life) {
  const told = moments.map(({ at, exchange, moment, reasons, text, by, unknown }) => ({
    ...{ at, exchange, moment, reasons, text, by, unknown },
  }))
  const bytes = life.name.length + sizeOf(value)
  return { ...life, family: familyOf(life.name), bytes, withheld: Object.fromEntries(withheld), moments: told }
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}

function story({ name, client, domain, path, moments }: Life, during: WeakMap<CookieEvent, string>): string {
  const places = moments.map((event) => shortened(during.get(event) ?? '', 30))
  const width = Math.max(...places.map(({ length }) => length))
  const lines = moments.map(({ at, exchange, moment, text, by, reasons = [] }, i) => {
    const time = new Date(at).toISOString().slice(11, 23)
    const codes = reasons.length === 0 ? '' : `${reasons.join(', ')}: `
    const told = by === undefined || text.startsWith(by) ? text : `${text} (${by})`
    return `  ${time}  #${String(exchange).padEnd(4)} ${places[i]!.padEnd(width)}  ${moment.padEnd(10)} ${inert(codes + told)}`
  })
  return [styleOf().bold(inert(`${name} of ${domain === '' ? 'no host' : domain + path} (${client})`)), ...lines].join(
    '\n',
  )
}
