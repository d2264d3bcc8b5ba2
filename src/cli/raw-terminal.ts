// The terminal, one key at a time. It is given back as it was however this ends: Node itself does so when the process ends or dies of
// an exception, and what it cannot know of (Ctrl-Z, a question, being stopped) is done here.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Key } from 'node:readline'
import { createInterface, emitKeypressEvents } from 'node:readline'

export interface RawTerminal {
  /** A line, with a text to begin from; undefined when it was called off with Esc. */
  question(prompt: string, text: string): Promise<string | undefined>
  close(): void
}

export interface TerminalKeys {
  key(name: string): void
  /** The terminal is back after Ctrl-Z. */
  back(): void
}

/** Keys are wanted only where a person sits; a job in the background that touches its terminal would be stopped by it. */
export function isInteractive(): boolean {
  const { stdin, stdout, env } = process
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb' && !env.CI && inForeground()
}

/** Its job has the terminal. Where that cannot be told (Windows has no such thing), it does. */
function inForeground(): boolean {
  try {
    if (process.platform === 'linux') {
      const fields = readFileSync('/proc/self/stat', 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return fields[2] === fields[5]
    }
    if (process.platform === 'win32') return true
    const told = execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' })
    const [group, foreground] = told.trim().split(/\s+/)
    return foreground === undefined || group === foreground
  } catch {
    return true
  }
}

export function openTerminal({ key, back }: TerminalKeys): RawTerminal {
  const { stdin, stdout } = process
  let asking = false
  let closed = false

  const raw = (on: boolean) => {
    try {
      stdin.setRawMode(on)
    } catch {
      // The terminal is gone; so will this process be.
    }
  }
  const listen = () => {
    if (closed || !inForeground()) return
    raw(true)
    stdin.resume()
  }
  // What the terminal would have sent to the whole job, were it not raw.
  const signal = (name: 'SIGINT' | 'SIGTSTP') => {
    if (process.platform === 'win32') process.emit(name as 'SIGINT')
    else process.kill(0, name)
  }
  const onPress = (_: string | undefined, pressed: Key) => {
    if (pressed.ctrl && pressed.name === 'c') signal('SIGINT')
    else if (pressed.ctrl && pressed.name === 'z') suspend()
    else if (!asking && !pressed.ctrl && !pressed.meta) key(pressed.sequence ?? '')
  }
  function suspend(): void {
    if (asking || process.platform === 'win32') return
    raw(false)
    process.once('SIGCONT', () => {
      listen()
      back()
    })
    signal('SIGTSTP')
  }

  emitKeypressEvents(stdin)
  stdin.on('keypress', onPress)
  listen()
  return {
    async question(prompt, text) {
      const line = createInterface({ input: stdin, output: stdout, terminal: true, historySize: 0 })
      const off = new AbortController()
      const onEscape = (_: string | undefined, { name }: Key) => {
        if (name === 'escape') off.abort()
      }
      asking = true
      stdin.on('keypress', onEscape)
      // Ctrl-C is heard above, and would only close this line here.
      line.on('SIGINT', () => off.abort())
      try {
        return await new Promise<string | undefined>((done) => {
          off.signal.addEventListener('abort', () => done(undefined))
          line.once('close', () => done(undefined))
          line.question(prompt, done)
          line.write(text)
        })
      } finally {
        asking = false
        stdin.off('keypress', onEscape)
        line.close()
        if (off.signal.aborted) stdout.write('\n')
        // Closing the line gave the terminal back.
        listen()
      }
    },
    close() {
      if (closed) return
      closed = true
      stdin.off('keypress', onPress)
      raw(false)
      stdin.pause()
      stdin.unref()
    },
  }
}
