import { nearest } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import { command } from './command.ts'
import { say, styleOf } from './say.ts'

export default command({
  usage: 'diagnoses [name]',
  about: 'the causes that can be told, and what to do about each',
  words: { name: { type: 'string', describe: 'as it stands in brackets behind a finding' } },
  options: { json: { type: 'boolean', describe: 'answer as JSON' } },
  examples: [
    ['diagnoses', 'all of them, one line each'],
    ['diagnoses xfp-missing', 'one, with an exchange in which it is found'],
  ],
  async run({ name, json = false }) {
    const { loadDiagnoses } = await import('../findings/all.ts')
    const all = await loadDiagnoses()
    if (name === undefined) {
      if (json)
        return say(
          JSON.stringify(
            all.map(({ name, level, about }) => ({ name, level, about })),
            null,
            2,
          ),
        )
      const width = Math.max(...all.map((one) => one.name.length))
      for (const one of all) say(`${one.name.padEnd(width)}  ${one.about}`)
      return
    }
    const found = all.find((one) => one.name === name)
    if (!found) {
      const meant = nearest(
        name,
        all.map((one) => one.name),
      )
      throw new UserError(`there is no diagnosis "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`, {
        hint: 'repro-proxy diagnoses lists them.',
      })
    }
    if (json) {
      const { level, about, local, explains = [], fix } = found
      return say(JSON.stringify({ name, level, about, local, explains, fix }, null, 2))
    }
    const [{ allAdvice }, { exampleWire }] = await Promise.all([
      import('../findings/advice.ts'),
      import('../findings/page.ts'),
    ])
    const { bold } = styleOf()
    say(`${bold(found.name)}  (${found.level})\n${found.about}\n`)
    say(`Why not on localhost: ${found.local}`)
    for (const line of allAdvice(found)) say(`Fix: ${line}`)
    if (found.explains?.length) say(`Told instead of: ${found.explains.join(', ')}`)
    const { note, wire } = found.examples.found[0]!
    say(`\nFound${note ? `: ${note}` : ''}\n${exampleWire(wire).replace(/^/gm, '  ')}`)
  },
})
