import type { Life } from '../session/ledger.ts'
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
    const [{ readEvents }, { createLedger }] = await Promise.all([
      import('./reading.ts'),
      import('../session/ledger.ts'),
    ])
    const ledger = createLedger()
    for await (const event of readEvents(file)) {
      if (event.type === 'front' && event.state === 'notice' && event.version === undefined) note(event.text)
      ledger.add(event)
    }
    const lives = ledger.lives().filter((life) => name === undefined || life.name === name)
    if (json) return say(JSON.stringify(lives.map(plain), null, 2))
    if (lives.length === 0) {
      return say(name === undefined ? 'No cookie was seen.' : `No cookie called ${name} was seen.`)
    }
    for (const line of table(lives)) say(line)
    if (name !== undefined) for (const life of lives) say(`\n${story(life)}`)
  },
})

/** Values are left out: what was recorded with --show-values is not told by accident. */
function plain({ client, name, domain, path, partition, state, sent, withheld, moments }: Life) {
  const told = moments.map(({ at, exchange, moment, reasons, text, by }) => ({
    at,
    exchange,
    moment,
    reasons,
    text,
    by,
  }))
  return { client, name, domain, path, partition, state, sent, withheld: Object.fromEntries(withheld), moments: told }
}

function table(lives: readonly Life[]): string[] {
  const rows = [
    ['cookie', 'where', 'client', 'state', 'sent', 'stayed away'],
    ...lives.map(({ name, domain, path, client, state, sent, withheld }) => [
      name,
      `${domain}${path}`,
      client,
      state,
      String(sent),
      [...withheld].map(([reasons, count]) => `${count}x ${reasons}`).join('; '),
    ]),
  ]
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row, i) => {
    const line = row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()
    return i === 0 ? styleOf().bold(line) : line
  })
}

function story({ name, client, moments }: Life): string {
  const lines = moments.map(({ at, exchange, moment, text, by }) => {
    const time = new Date(at).toISOString().slice(11, 23)
    return `  ${time}  #${String(exchange).padEnd(4)} ${moment.padEnd(10)} ${text}${by === undefined ? '' : ` (${by})`}`
  })
  return [styleOf().bold(`${name} (${client})`), ...lines].join('\n')
}
