// The timeline for people: one line per exchange, below it what each hop changed and what became of each cookie. What says
// nothing new is folded: static files into a count, the same changes into one line, so that the story of a login stays in view.
import { parseCookieHeader } from '../core/cookies.ts'
import type { CookieEvent, ExchangeEvent, FindingEvent, TimelineEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'
import { changeLines } from './change-lines.ts'
import { inert, shortened, wrapped } from './inert.ts'
import { maskEvent } from './mask.ts'
import type { Style } from './style.ts'

export interface TerminalOptions {
  readonly style: Style
  /** Columns; asked for each event, as windows change. */
  readonly width: number
  readonly showValues: boolean
}

export interface TerminalView {
  /** The text for this event, newline included; empty when there is nothing to say (yet). */
  show(event: TimelineEvent): string
  /** What was held back. */
  end(): string
}

const NARROWEST = 40
/** Header names come from outside; what is remembered of them is bounded. */
const MOST_SUBJECTS = 2000
const QUIET = new Set(['static', 'prefetch'])
const SIDES = [
  ['request', '->', 'request'],
  ['response', '<-', 'answer'],
] as const

export function createTerminalView(options: TerminalOptions): TerminalView {
  const { style, showValues } = options
  let folded = 0
  let width = options.width
  const lastWords = new Map<string, string>()
  const clients = new Set<string>()
  const instances = new Set<string>()

  function unfold(): string {
    if (folded === 0) return ''
    const text = style.dim(
      `         ${folded} more ${folded === 1 ? 'request' : 'requests'} for static files and dev-server traffic`,
    )
    folded = 0
    return `${text}\n`
  }

  function exchange(event: ExchangeEvent): string {
    const status = event.browser.response?.status ?? 0
    if (
      event.plumbing ||
      (QUIET.has(event.kind) &&
        !event.visitor &&
        status < 400 &&
        event.changes.every(({ differences }) => differences.every(({ what }) => !/cookie/i.test(what))))
    ) {
      folded += 1
      return ''
    }
    if (event.client !== '') clients.add(event.client)
    if (event.app) instances.add(event.app.instance)
    const told = SIDES.map(([side, arrow, name]) => news(event, side, arrow, name))
    const lines = [
      unfold() +
        headline(
          event,
          told.map(({ note }) => note),
        ),
      ...told.flatMap(({ lines }) => lines),
    ]
    for (const text of event.story)
      lines.push(`           ${style.yellow(wrapped(inert(text), width - 11, '           '))}`)
    return `${lines.join('\n')}\n`
  }

  /** What a step did in the same way the last time is counted, not repeated. */
  function news(event: ExchangeEvent, side: 'request' | 'response', arrow: string, name: string) {
    const all = changeLines(event, side, width)
    const fresh = all.filter(({ subject, words }) => lastWords.get(subject) !== words)
    if (lastWords.size > MOST_SUBJECTS) lastWords.clear()
    for (const { subject, words } of fresh) lastWords.set(subject, words)
    const again = all.length - fresh.length
    const note =
      fresh.length === 0
        ? `${name} changed as before`
        : `${again} more ${name} ${again === 1 ? 'change' : 'changes'} as before`
    return {
      lines: fresh.map(({ by, words }) => `        ${arrow} ${style.cyan(by)}  ${words}`),
      note: again === 0 ? '' : note,
    }
  }

  function headline(event: ExchangeEvent, remarks: readonly string[]): string {
    const { browser, app, answeredBy } = event
    const { method, target } = browser.request
    const status = browser.response?.status
    const shown = status === undefined ? '---' : String(status)
    const paint =
      status === undefined || status >= 500
        ? style.red
        : status >= 400
          ? style.yellow
          : status >= 300
            ? style.cyan
            : style.green
    const notes = [
      app?.response && app.response.status !== status ? `app said ${app.response.status}` : '',
      !app && answeredBy ? `answered by ${answeredBy.hop}/${answeredBy.step}` : '',
      event.servedFrom === undefined ? '' : `from the cache, made by exchange ${event.servedFrom}`,
      event.attempts > 1 ? `${event.attempts} tries` : '',
      ['action', 'rsc', 'prefetch', 'websocket'].includes(event.kind) ? event.kind : '',
      event.scheme === 'http' ? 'plain http' : '',
      event.end === 'complete' || event.end === 'upgraded' ? '' : event.end.replaceAll('-', ' '),
      instances.size > 1 && app ? `by ${app.instance}` : '',
      clients.size > 1 && event.client !== '' ? event.client : '',
      event.visitor ? `a visitor: ${event.visitor.as}` : '',
      ...remarks,
    ].filter((note) => note !== '')
    const time = new Date(event.at).toTimeString().slice(0, 8)
    const target_ = shortened(inert(target), Math.max(24, width - 60))
    const tail = notes.length > 0 ? `  ${style.dim(`(${notes.map(inert).join(', ')})`)}` : ''
    const sent = cookiesSent(event)
    return `${style.dim(time)} ${style.bold(`${inert(method)} ${target_}`)}  ${paint(shown)}  ${style.dim(`${Math.round(event.ms)} ms`)}${tail}${sent}`
  }

  function cookiesSent(event: ExchangeEvent): string {
    if (QUIET.has(event.kind)) return ''
    const names = getAll(event.browser.request.headers, 'cookie')
      .flatMap(parseCookieHeader)
      .map(({ name }) => name)
    const text = names.length === 0 ? 'no cookies' : `cookies: ${shortened(inert(names.join(' ')), 60)}`
    return `  ${style.dim(`[${text}]`)}`
  }

  function cookie(event: CookieEvent): string {
    const [sign, paint] = SIGNS[event.moment]
    const reasons = event.reasons && event.reasons.length > 0 ? `${event.reasons.join(', ')}: ` : ''
    const told = event.unknown ? 'perhaps: ' : ''
    const place = event.domain === undefined ? '' : style.dim(` ${inert(event.domain)}${inert(event.path ?? '')}`)
    const value =
      event.value === undefined || event.value === '' || event.moment === 'sent'
        ? ''
        : style.dim(` ${shortened(inert(event.value), 24)}`)
    const head = `           ${style[paint](`${sign} ${event.moment.padEnd(9)}`)} ${style.bold(inert(shortened(event.name, 60)))}${value}${place}`
    if (event.text === 'the browser sends it' || event.text === 'the browser deletes it') return `${head}\n`
    if (event.moment === 'confirmed') return `${head} ${style.dim(inert(`by the browser itself: ${event.actual}`))}\n`
    const indent = '                       '
    const body = wrapped(inert(`${told}${reasons}${event.text}`), width - indent.length, indent)
    const fix = event.fix
      ? `\n${indent}${style.dim(wrapped(inert(`Fix: ${event.fix}`), width - indent.length, indent))}`
      : ''
    return `${head}\n${indent}${body}${fix}\n`
  }

  function finding(event: FindingEvent): string {
    const paint = event.level === 'error' ? style.red : event.level === 'warning' ? style.yellow : style.cyan
    const lines = (text: string) => wrapped(inert(text), width - 8, '        ')
    return [
      paint(`    >>> ${style.bold(lines(event.title))}`) + style.dim(`  [${inert(event.id)}]`),
      ...event.evidence.map((line) => `        ${lines(line)}`),
      ...(event.why ? [`        ${style.dim(lines(`Why not on localhost: ${event.why}`))}`] : []),
      ...event.fix.map((line) => `        ${style.green('Fix:')} ${lines(line)}`),
      '',
    ].join('\n')
  }

  return {
    show(raw) {
      const event = showValues ? raw : maskEvent(raw)
      width = Math.max(options.width, NARROWEST)
      if (event.type === 'exchange') return exchange(event)
      if (event.type === 'cookie') return unfold() + cookie(event)
      if (event.type === 'finding') return unfold() + finding(event)
      // Each line of an app's output is an event of its own; a stack has its indentation.
      if (event.type === 'app' && event.state === 'output')
        return `${unfold()}${style.dim(`${inert(event.instance ?? 'app')} |`)} ${inert(event.text)}\n`
      const bad = event.state === 'problem' || event.state === 'scenario-error' || event.state === 'lost'
      const text = event.text.split('\n').map(inert).join('\n')
      return `${unfold()}${bad ? style.red(text) : style.dim(text)}\n`
    },
    end: unfold,
  }
}

const SIGNS: Record<CookieEvent['moment'], [sign: string, paint: keyof Style]> = {
  kept: ['+', 'green'],
  refused: ['x', 'red'],
  deleted: ['-', 'dim'],
  sent: ['>', 'green'],
  withheld: ['|', 'yellow'],
  missing: ['?', 'yellow'],
  unexpected: ['?', 'yellow'],
  confirmed: ['=', 'green'],
  disagreed: ['!', 'red'],
  stripped: ['x', 'red'],
  changed: ['~', 'yellow'],
  expired: ['-', 'dim'],
  evicted: ['-', 'yellow'],
  learned: ['.', 'dim'],
}
