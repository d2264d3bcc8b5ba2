// One key for what people want while the timeline scrolls by. The same keys in the terminal of the proxy and in those that watch it:
// what they ask of the proxy goes through `ask`, which answers here or over a socket.
import type { Ask } from '../attach/ask.ts'
import { UserError } from '../core/user-error.ts'
import { listScenarios } from '../scenario/find.ts'
import type { Filter } from '../views/filter.ts'
import { parseFilter } from '../views/filter.ts'
import { inert } from '../views/inert.ts'
import type { OpenWish } from './open-flags.ts'
import { openTerminal } from './raw-terminal.ts'
import { styleOf } from './say.ts'
import { chooseScenario } from './scenario-choice.ts'
import type { Screen } from './screen.ts'

export interface HotkeyOptions {
  readonly screen: Screen
  readonly ask: Ask
  readonly wish: OpenWish
  /** Stands above what comes after `c`. */
  title(): string
  readonly filter: string
  setFilter(filter: Filter): void
  quit(): void
}

export interface Hotkeys {
  close(): void
}

const LEGEND = [
  ['o', 'open a browser'],
  ['s', 'switch scenario'],
  ['f', 'filter'],
  ['c', 'clear'],
  ['p', 'purge caches'],
  ['d', 'deploy'],
  ['q', 'quit'],
] as const

export function legend(): string {
  const { bold, dim } = styleOf()
  return `  ${LEGEND.map(([key, what]) => `${bold(key)} ${dim(what)}`).join('  ')}\n`
}

const CLEAR = '\u001b[2J\u001b[3J\u001b[H'

/** Call only where `isInteractive`. */
export function startHotkeys({ screen, ask, wish, title, setFilter, quit, ...options }: HotkeyOptions): Hotkeys {
  let filter = options.filter
  let closed = false
  const style = styleOf()
  const terminal = openTerminal({
    key(pressed) {
      // Also the capital: somebody's caps lock is on.
      DEEDS[pressed.toLowerCase()]?.()
    },
    back: () => screen.write(legend()),
  })
  const failed = (error: unknown) => {
    const { message, hint } = error as UserError
    screen.write(`  ${style.red(inert(message))}\n${hint === undefined ? '' : `  ${style.dim(inert(hint))}\n`}`)
    if (!(error instanceof UserError)) throw error
  }
  /** Holds the screen for a conversation. */
  const converse = async (talk: () => Promise<void>) => {
    screen.hold()
    try {
      await talk()
    } finally {
      screen.release()
    }
  }
  const question = (prompt: string, text = '') => terminal.question(`  ${style.bold(prompt)} `, text)

  // What was done is told on the timeline, which stands on this screen; what failed is not.
  const DEEDS: Record<string, () => void> = {
    o: () => void ask({ ask: 'open', ...wish }).catch(failed),
    p: () => void ask({ ask: 'purge' }).catch(failed),
    d: () => void ask({ ask: 'deploy' }).catch(failed),
    s: () => void converse(switchScenario).catch(failed),
    f: () => void converse(newFilter).catch(failed),
    c: () => screen.write(`${CLEAR}${title()}\n${legend()}`),
    q: () => quit(),
    h: () => screen.write(legend()),
    '?': () => screen.write(legend()),
    '\r': () => screen.write('\n'),
  }

  async function switchScenario(): Promise<void> {
    const list = await listScenarios()
    const name = await chooseScenario(list, {
      ask: (prompt) => question(prompt),
      show: (text) => process.stdout.write(text),
      size: { columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 },
      style,
    })
    if (name !== undefined && !closed) await ask({ ask: 'play', name })
  }

  async function newFilter(): Promise<void> {
    const text = await question('show only (empty: all):', filter)
    if (text === undefined || closed) return
    setFilter(parseFilter(text))
    filter = text.trim()
    const what = filter === '' ? 'all of the traffic is shown' : `of the traffic, only ${filter} is shown`
    screen.write(`  ${style.dim(`${inert(what)}, from now on`)}\n`)
  }

  return {
    close() {
      closed = true
      terminal.close()
      screen.release()
    },
  }
}
