// One visitor doing what the steps say. What was filled in is kept until it is sent, as a page does.

import { fieldNamed, fieldWords } from '../fields.ts'
import type { Said, Sight, Visitor } from '../visitor.ts'
import type { Seen } from './parts.ts'
import type { Deed } from './schema.ts'

export interface Actor {
  /** In words why it could not be done. `hurried`: what is not there is not waited for. */
  act(deed: Deed, hurried?: boolean): Promise<string | undefined>
  /** Looks until all is as it should be, for a few seconds; once when there is nothing to wait for. */
  look(fine: (seen: Seen) => boolean): Promise<Seen>
}

const FORM = 'application/x-www-form-urlencoded'

export function createActor(visitor: Visitor, base: string): Actor {
  let page: Sight | undefined
  let answer: Said | undefined
  /** By the form's place in the page. */
  let filled = new Map<number, Record<string, string>>()

  const arrived = (sight: Sight) => {
    page = sight
    answer = undefined
    filled = new Map()
    return undefined
  }
  const open = async (url: string) => arrived(await visitor.open(url))

  async function fill(fields: Readonly<Record<string, string>>, see: Visitor['see']): Promise<string | undefined> {
    for (const [word, value] of Object.entries(fields)) {
      const sight = await see((now) => fieldNamed(now, word) !== undefined)
      const meant = fieldNamed(sight, word)
      if (!meant) return `there is no field "${word}"; ${listed('there are', fieldWords(sight))}`
      const { index } = meant.form
      filled.set(index, { ...filled.get(index), [meant.field.key]: value })
    }
    return undefined
  }

  async function click(text: string, see: Visitor['see']): Promise<string | undefined> {
    const has = ({ controls }: Sight) => controls.find((control) => same(control.text, text))
    const sight = await see((now) => has(now) !== undefined)
    const control = has(sight)
    if (!control)
      return `there is no button or link "${text}"; ${listed('there are', [...new Set(sight.controls.map((one) => one.text))])}`
    return arrived(await visitor.press(control, filled.get(control.form ?? -1)))
  }

  async function submit(button: string | null, see: Visitor['see']): Promise<string | undefined> {
    if (button !== null) return click(button, see)
    const sight = await visitor.see()
    const index = [...filled.keys()].at(-1) ?? sight.forms[0]?.index
    const form = sight.forms.find((one) => one.index === index)
    if (!form) return 'there is no form to send'
    return arrived(await visitor.submit(form, filled.get(form.index) ?? {}))
  }

  async function fetched(wanted: NonNullable<Deed['fetch']>): Promise<undefined> {
    const { path, method, json, form } = typeof wanted === 'string' ? { path: wanted } : wanted
    const body = json !== undefined ? { type: 'application/json', text: JSON.stringify(json) } : bodyOf(form)
    const how = method ?? (body ? 'POST' : 'GET')
    const sent = how === 'GET' ? undefined : { method: how, type: body?.type ?? FORM, text: body?.text ?? '' }
    answer = await visitor.ask(base + path, sent)
    return undefined
  }

  return {
    async act(deed, hurried = false) {
      const see: Visitor['see'] = (until) => visitor.see(hurried ? undefined : until)
      if (deed.visit !== undefined) return open(base + deed.visit)
      if (page === undefined) return 'no page is open yet: "visit" one first'
      if (deed.reload !== undefined) return open(page.url)
      if (deed.fill !== undefined) return fill(deed.fill, see)
      if (deed.click !== undefined) return click(deed.click, see)
      if (deed.submit !== undefined) return submit(deed.submit, see)
      if (deed.fetch !== undefined) return fetched(deed.fetch)
      if (deed.wait !== undefined) await new Promise((done) => setTimeout(done, deed.wait))
      return undefined
    },
    async look(fine) {
      const cookies = await visitor.cookies(page?.url.startsWith('http') ? page.url : base)
      const seen = (now: Sight): Seen => ({ page: now, answer, cookies })
      // What a page could not be opened for is known from opening it, and an answer does not change.
      if (page?.trouble !== undefined || (page && answer)) {
        fine(seen(page))
        return seen(page)
      }
      const status = page?.status ?? 0
      const sight = await visitor.see((now) => fine(seen({ ...now, status })))
      page = { ...sight, status: sight.status === 0 ? status : sight.status }
      return { ...seen(page), cookies: await visitor.cookies(page.url.startsWith('http') ? page.url : base) }
    },
  }
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

function bodyOf(form: Readonly<Record<string, string>> | undefined) {
  return form === undefined ? undefined : { type: FORM, text: new URLSearchParams(form).toString() }
}

function listed(before: string, words: readonly string[]): string {
  const told = words.filter(Boolean).slice(0, 8)
  return told.length === 0 ? 'there is none at all' : `${before} ${told.map((word) => `"${word}"`).join(', ')}`
}
