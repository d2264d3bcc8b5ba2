// The timeline for other terminals: a Unix socket (a named pipe on Windows) that only this user can reach, over which every reader
// gets what was told so far and then what happens, one masked event to a line. A reader that is slow misses events and is told how
// many; it never holds up the proxy.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TimelineEvent } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import type { Timeline } from '../proxy/timeline.ts'
import { maskEvent } from '../views/mask.ts'
import type { Ask, Reply } from './ask.ts'
import { requestIn } from './ask.ts'
import { isAlive } from './running.ts'

export interface Announced {
  readonly socket: string
  close(): void
}

/** Bytes that wait for one reader before it begins to miss events. */
const PATIENCE = 8 * 1024 * 1024
/** Of what was told before somebody began to watch. */
const BACKLOG = 2000

/** `ask`: does what a reader asks for. Rejects with what the operating system says when no socket can be made. */
export async function announce(timeline: Timeline, ask?: Ask): Promise<Announced> {
  const socket = newAddress()
  const readers = new Set<net.Socket>()
  const server = net.createServer((reader) => {
    readers.add(reader)
    const end = serve(reader, timeline)
    reader.on('error', () => reader.destroy())
    reader.on('close', () => {
      end()
      readers.delete(reader)
    })
    if (ask) answerTo(reader, ask)
    else reader.resume()
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(socket, () => done())
  })
  server.unref()
  return {
    socket,
    close() {
      for (const reader of readers) reader.end()
      server.close()
      if (process.platform !== 'win32') rmSync(dirname(socket), { recursive: true, force: true })
    },
  }
}

function answerTo(reader: net.Socket, ask: Ask): void {
  const reply = (one: Reply) => {
    if (reader.writable) reader.write(`${JSON.stringify(one)}\n`)
  }
  createInterface({ input: reader })
    .on('error', () => {})
    .on('line', (line) => {
      const request = requestIn(line)
      if (!request) return reply({ reply: 'failed', text: 'the running repro-proxy is of another version' })
      ask(request).then(
        (text) => reply({ reply: 'done', text }),
        (error: Error) => {
          const hint = error instanceof UserError ? error.hint : undefined
          reply({ reply: 'failed', text: error.message, ...(hint === undefined ? {} : { hint }) })
        },
      )
    })
}

/** The temporary folder, because the path of a Unix socket may not be longer than about 100 bytes. */
function newAddress(): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\repro-proxy-${randomBytes(16).toString('hex')}`
  removeStaleFolders()
  return join(mkdtempSync(join(tmpdir(), `repro-proxy-socket-${process.pid}-`)), 'timeline.sock')
}

const FOLDER = /^repro-proxy-socket-(\d+)-[A-Za-z0-9]{6}$/

/** Of processes that were killed outright. Not worth a word when one cannot be removed: it is somebody else's. */
function removeStaleFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(FOLDER.exec(name)?.[1] ?? 0)
    if (pid === 0 || isAlive(pid)) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {
      // EPERM
    }
  }
}

function serve(reader: net.Socket, timeline: Timeline): () => void {
  let missed = 0
  const send = (event: TimelineEvent) => {
    if (reader.writableLength > PATIENCE) {
      missed += 1
      return
    }
    if (missed > 0) {
      const text = `${missed} events were not shown: this terminal was too slow`
      missed = 0
      reader.write(lineOf({ type: 'front', at: event.at, state: 'notice', text }))
    }
    reader.write(lineOf(event))
  }
  for (const event of timeline.events().slice(-BACKLOG)) reader.write(lineOf(event))
  return timeline.subscribe(send)
}

const lineOf = (event: TimelineEvent) => `${JSON.stringify(maskEvent(event))}\n`
