// What is told on the terminal, held back while a question stands there: nobody can type into a line that scrolls away.

export interface Screen {
  write(text: string): void
  hold(): void
  release(): void
}

/** Pieces that are kept while a question is open; of more, the oldest go, and that is said. */
const MOST = 500

export function createScreen(out: (text: string) => void): Screen {
  let held: string[] | undefined
  let lost = 0
  return {
    write(text) {
      if (text === '') return
      if (!held) return out(text)
      held.push(text)
      if (held.length <= MOST) return
      held.shift()
      lost += 1
    },
    hold() {
      held ??= []
    },
    release() {
      const kept = held ?? []
      held = undefined
      if (lost > 0) out(`         ${lost} more, which were told while you typed\n`)
      lost = 0
      for (const text of kept) out(text)
    },
  }
}
