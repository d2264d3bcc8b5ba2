// A list with numbers that fits on the screen: a number or a name is the answer, and a part of a name makes the list shorter.
import { resolve } from 'node:path'
import { isPath } from '../scenario/find.ts'
import type { Style } from '../views/style.ts'

interface Named {
  readonly name: string
}

export interface ChoiceTalk {
  /** undefined: called off. */
  ask(prompt: string): Promise<string | undefined>
  show(text: string): void
  readonly size: { readonly columns: number; readonly rows: number }
  readonly style: Pick<Style, 'bold' | 'dim'>
}

/** The name, or the whole path of a file; undefined when nothing was chosen. */
export async function chooseScenario(all: readonly Named[], talk: ChoiceTalk): Promise<string | undefined> {
  const names = all.map(({ name }) => name)
  let offered: readonly string[] = names
  for (;;) {
    talk.show(listed(offered, names, talk))
    const answer = (await talk.ask('scenario (number, name or part of it; empty: none):'))?.trim()
    if (answer === undefined || answer === '') return undefined
    if (/^\d+$/.test(answer)) {
      const name = names[Number(answer) - 1]
      if (name !== undefined) return name
      talk.show(`  there is no number ${answer}\n`)
      continue
    }
    if (names.includes(answer)) return answer
    if (isPath(answer)) return resolve(answer)
    const fitting = names.filter((name) => name.includes(answer.toLowerCase()))
    if (fitting.length === 1) return fitting[0]
    if (fitting.length === 0) talk.show(`  no scenario has "${answer}" in its name\n`)
    else offered = fitting
  }
}

/** In columns, read downwards; each keeps its number however short the list becomes. */
function listed(offered: readonly string[], all: readonly string[], { size, style }: ChoiceTalk): string {
  const wide = Math.max(...offered.map((name) => name.length)) + 6
  const across = Math.max(1, Math.floor((size.columns - 2) / wide))
  const room = Math.max(4, size.rows - 4)
  const shown = offered.slice(0, across * room)
  const down = Math.ceil(shown.length / across)
  const lines = Array.from({ length: down }, (_, row) => {
    const cells = shown.filter((_, i) => i % down === row)
    const cell = (name: string) => `${style.bold(String(all.indexOf(name) + 1).padStart(3))} ${name.padEnd(wide - 4)}`
    return `  ${cells.map(cell).join('')}`.trimEnd()
  })
  const left = offered.length - shown.length
  return `${lines.join('\n')}\n${left > 0 ? `  ${style.dim(`and ${left} more: a part of the name shows them`)}\n` : ''}`
}
