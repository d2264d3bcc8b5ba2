// One socket: the page says what it has, gets what it misses and then what happens, and may ask for more or for something to be done.
import type { WebSocket } from 'ws'
import { UserError } from '../core/user-error.ts'
import type { Timeline } from '../proxy/timeline.ts'
import { maskEvent } from '../views/mask.ts'
import type { Controls } from './controls.ts'
import type { Facts, FromPage, FromServer } from './protocol.ts'
import type { Pace, Reader } from './reader.ts'
import { createReader } from './reader.ts'
import { textAt } from './reveal.ts'

export interface Surroundings {
  /** Of this process: the numbers of events begin anew in another one. */
  readonly run: string
  readonly timeline: Timeline
  /** Resolves when all facts are known. */
  readonly ready: () => Promise<void>
  readonly facts: () => Facts
  readonly controls?: Controls
  readonly pace: Pace
}

/** Milliseconds between two looks at the timeline: when there is more to send at once, and when events pour in. */
const SOON = 15
const CALM = 100

export function converse(ws: WebSocket, { run, timeline, ready, facts, controls, pace }: Surroundings): void {
  const tell = (message: FromServer) => ws.send(JSON.stringify(message))
  let reader: Reader | undefined
  let timer: NodeJS.Timeout | undefined
  const go = () => {
    timer = undefined
    const before = timeline.end()
    if (!reader?.go()) return
    timer = setTimeout(go, ws.bufferedAmount > pace.waiting || timeline.end() > before ? CALM : SOON)
  }
  const wake = () => {
    timer ??= setTimeout(go, CALM)
  }
  const ends = [timeline.subscribe(wake), controls?.onChange(() => tell({ t: 'facts', facts: facts() }))]

  const answers: { [T in FromPage['t']]: (message: FromPage & { t: T }) => void | Promise<void> } = {
    async resume({ run: known, next = 0 }) {
      await ready()
      if (reader || ws.readyState !== ws.OPEN) return
      const end = timeline.end()
      tell({ t: 'hello', run, end, facts: facts() })
      reader = createReader(timeline, ws, known === run && Number.isInteger(next) && next <= end ? next : 0, pace)
      go()
    },
    reveal({ ask, seq, at }) {
      const event = eventAt(timeline, seq)
      const text = event && Array.isArray(at) ? textAt(event, at) : undefined
      tell({ t: 'value', ask, ...(text === undefined ? {} : { text }) })
    },
    open({ ask, seq }) {
      const event = eventAt(timeline, seq)
      tell({ t: 'exchange', ask, ...(event?.type === 'exchange' ? { event: maskEvent(event) } : {}) })
    },
    caches: () => tell({ t: 'caches', list: controls?.caches() ?? [] }),
    async checks({ clock }) {
      tell({ t: 'checks', list: (await controls?.check?.(Number(clock))) ?? [] })
    },
    purge({ step, id }) {
      const count = controls?.purge(Number(step), id === undefined ? undefined : String(id)) ?? 0
      tell({ t: 'caches', list: controls?.caches() ?? [] })
      tell({ t: 'done', text: count === 1 ? '1 entry thrown away' : `${count} entries thrown away` })
    },
    switch: ({ step, on }) => controls?.switchStep(Number(step), on === true),
    play: ({ name }) => controls?.play(String(name)),
  }
  ws.on('message', (data) => {
    answer(String(data)).catch((error: unknown) => {
      const text = error instanceof UserError ? [error.message, error.hint].filter(Boolean).join('\n') : String(error)
      if (ws.readyState === ws.OPEN) tell({ t: 'failed', text })
    })
  })
  async function answer(text: string): Promise<void> {
    const message = JSON.parse(text) as FromPage
    if (!Object.hasOwn(answers, message.t)) throw new UserError('this page is of another version: load it again')
    await (answers[message.t] as (one: FromPage) => unknown)(message)
  }
  ws.on('error', () => {})
  ws.on('close', () => {
    clearTimeout(timer)
    for (const end of ends) end?.()
  })
}

function eventAt(timeline: Timeline, seq: number) {
  if (!Number.isInteger(seq) || seq < 0) return undefined
  const { first, events } = timeline.since(seq, 1)
  return first === seq ? events[0] : undefined
}
