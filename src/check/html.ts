// As much of HTML as a sign-in needs: forms with their fields, links, and the words that are left without markup.
import type { Button, Control, Field, FormSeen } from './visitor.ts'

export interface Page {
  readonly text: string
  readonly forms: readonly FormSeen[]
  readonly controls: readonly Control[]
}

const UNSEEN =
  /<!--[\s\S]*?-->|<![a-z][^>]*>|<(script|style|template|noscript)\b[\s\S]*?<\/\1\s*>|<head\b[\s\S]*?<\/head\s*>/gi
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
const LABEL = /<label\b((?:[^>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)<\/label\s*>/gi
const ATTRIBUTE = /([^\s=/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?/g
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

export function readPage(html: string, url: string): Page {
  const seen = html.replace(UNSEEN, ' ')
  const forms: { -readonly [K in keyof FormSeen]: FormSeen[K] }[] = []
  const controls: Control[] = []
  const labels = labelsOf(seen)
  let open: (typeof forms)[number] | undefined
  for (const match of seen.matchAll(TAG)) {
    const [whole, slash, name = '', rest = ''] = match
    const tag = name.toLowerCase()
    if (slash) {
      if (tag === 'form') open = undefined
      continue
    }
    const at = attributes(rest)
    const inner = (words = true) => {
      const html = seen.slice(match.index + whole.length).split(new RegExp(`</${tag}`, 'i'))[0] ?? ''
      return words ? textOf(html) : html
    }
    if (tag === 'form') {
      open = {
        index: forms.length,
        action: absolute(at.get('action') || url, url),
        method: (at.get('method') ?? 'get').toLowerCase(),
        enctype: (at.get('enctype') ?? '').toLowerCase(),
        fields: [],
        buttons: [],
      }
      forms.push(open)
    } else if (tag === 'input' && /^(submit|image|button|reset)$/i.test(at.get('type') ?? '')) {
      press(at.get('value') || at.get('alt') || '', at)
    } else if (open && (tag === 'input' || tag === 'textarea' || tag === 'select')) {
      const field = fieldOf(tag, at, labels(match.index, at.get('id')), open.fields.length)
      open.fields = [...open.fields, tag === 'select' ? chosen(field, inner(false)) : field]
    } else if (tag === 'button') press(inner(), new Map([['type', 'submit'], ...at]))
    else if (tag === 'a' && at.has('href'))
      controls.push({ text: inner() || calledBy(at), href: absolute(at.get('href')!, url) })
  }
  return { text: textOf(seen), forms, controls }

  function press(text: string, at: ReadonlyMap<string, string>): void {
    const called = text || calledBy(at)
    controls.push({ text: called, ...(open ? { form: open.index, button: open.buttons.length } : {}) })
    if (!open) return
    const button: Button = {
      text: called,
      name: at.get('name') ?? '',
      value: at.get('value') ?? '',
      sends: /^(?:submit|image)$/i.test(at.get('type') ?? ''),
      ...(at.has('formaction') ? { action: absolute(at.get('formaction')!, url) } : {}),
    }
    open.buttons = [...open.buttons, button]
  }
}

const calledBy = (at: ReadonlyMap<string, string>) => at.get('aria-label') || at.get('title') || ''

/** A list sends the option that is selected, or its first. */
function chosen(field: Field, html: string): Field {
  const found = [
    ...html.matchAll(/<option\b((?:[^>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)(?=<\/option|<option|<optgroup|$)/gi),
  ]
  const all = found.map(([, rest = '', inner = '']) => {
    const at = attributes(rest)
    const words = textOf(inner)
    return { option: [at.get('value') ?? words, words] as const, selected: at.has('selected') }
  })
  const value = (all.find(({ selected }) => selected) ?? all[0])?.option[0] ?? ''
  return { ...field, value, options: all.map(({ option }) => option) }
}

/** The texts of the labels around a place in the text, or for an id. */
function labelsOf(html: string): (place: number, id: string | undefined) => string[] {
  const found = [...html.matchAll(LABEL)].map((match) => {
    const [whole, rest = '', inner = ''] = match
    return { from: match.index, to: match.index + whole.length, id: attributes(rest).get('for'), text: textOf(inner) }
  })
  return (place, id) =>
    found
      .filter(({ from, to, id: target }) => (from < place && place < to) || (id !== undefined && target === id))
      .map(({ text }) => text)
}

function fieldOf(tag: string, at: ReadonlyMap<string, string>, labels: readonly string[], place: number): Field {
  const others = ['aria-label', 'placeholder', 'id'].map((name) => at.get(name) ?? '')
  return {
    labels: [...labels, ...others].filter((text) => text !== ''),
    key: at.get('name') || at.get('id') || `#${place}`,
    name: at.get('name') ?? '',
    type: tag === 'input' ? (at.get('type') ?? 'text').toLowerCase() : tag,
    value: at.get('value') ?? '',
    autocomplete: at.get('autocomplete') ?? '',
    checked: at.has('checked'),
    required: at.has('required'),
    shown: true,
  }
}

function attributes(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    found.set(name.toLowerCase(), decoded(value.replace(/^(["'])([\s\S]*)\1$/, '$2')))
  }
  return found
}

/** Marks within a line; all other tags part what stands around them. */
const INLINE = /^(?:a|abbr|b|bdi|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var)$/i

function textOf(html: string): string {
  const bare = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(TAG, (_, __, name: string) => (INLINE.test(name) ? '' : ' '))
  return decoded(bare).replace(/\s+/g, ' ').trim()
}

function decoded(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (all, name: string) => {
    if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? all
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : all
  })
}

function absolute(to: string, from: string): string {
  return URL.canParse(to, from) ? new URL(to, from).href : from
}
