// The line to the inspector: it opens again by itself, says what the page has already, and gives every question its answer.
import type { ExchangeEvent } from '../core/events.ts'
import type { FromPage, FromServer } from '../inspector/protocol.ts'
import { caches, checks, facts, forget, link, skipped, take, toast } from './store.ts'

let socket: WebSocket | undefined
let run: string | undefined
let next = 0
let patience = 250
let asked = 0
const waiting = new Map<number, (answer: FromServer) => void>()

export function connect(): void {
  const url = new URL('socket', location.href)
  url.protocol = 'ws:'
  url.hash = ''
  socket = new WebSocket(url)
  socket.onopen = () => tell({ t: 'resume', next, ...(run === undefined ? {} : { run }) })
  socket.onmessage = ({ data }) => hear(JSON.parse(data as string) as FromServer)
  socket.onclose = () => {
    link.value = run === undefined && patience > 4000 ? 'lost' : run === undefined ? 'connecting' : 'lost'
    for (const answer of waiting.values()) answer({ t: 'failed', text: 'the connection was lost' })
    waiting.clear()
    setTimeout(connect, patience)
    patience = Math.min(patience * 1.6, 5000)
  }
}

export function tell(message: FromPage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  else say('Not connected: is repro-proxy still running?', true)
}

function ask(make: (ask: number) => FromPage): Promise<FromServer> {
  const id = ++asked
  return new Promise((resolve) => {
    if (socket?.readyState !== WebSocket.OPEN) return resolve({ t: 'failed', text: 'not connected' })
    waiting.set(id, resolve)
    tell(make(id))
  })
}

/** The text behind a fingerprint; undefined when it is not kept any more. */
export async function reveal(seq: number, at: readonly (string | number)[]): Promise<string | undefined> {
  const answer = await ask((id) => ({ t: 'reveal', ask: id, seq, at }))
  return answer.t === 'value' ? answer.text : undefined
}

const opened = new Map<number, ExchangeEvent>()

/** The whole exchange, with secrets as fingerprints. */
export async function open(seq: number): Promise<ExchangeEvent | undefined> {
  const known = opened.get(seq)
  if (known) return known
  const answer = await ask((id) => ({ t: 'open', ask: id, seq }))
  const event = answer.t === 'exchange' ? answer.event : undefined
  if (event) opened.set(seq, event)
  if (opened.size > 100) opened.delete(opened.keys().next().value!)
  return event
}

let clearing: ReturnType<typeof setTimeout> | undefined
export function say(text: string, bad = false): void {
  toast.value = { text, bad }
  clearTimeout(clearing)
  clearing = setTimeout(() => (toast.value = undefined), bad ? 12_000 : 4000)
}

function hear(message: FromServer): void {
  switch (message.t) {
    case 'hello':
      if (message.run !== run) {
        if (run !== undefined) say('repro-proxy was started again: this is the new run.')
        forget()
        opened.clear()
        next = 0
      }
      run = message.run
      patience = 250
      facts.value = message.facts
      link.value = 'live'
      break
    case 'facts':
      facts.value = message.facts
      break
    case 'events':
      next = message.first + message.list.length
      take(message.first, message.list)
      break
    case 'skipped':
      skipped.value += message.count
      break
    case 'caches':
      caches.value = message.list
      break
    case 'checks':
      checks.value = message.list
      break
    case 'done':
      say(message.text)
      break
    case 'failed':
      say(message.text, true)
      break
    default:
      waiting.get(message.ask)?.(message)
      waiting.delete(message.ask)
  }
}
