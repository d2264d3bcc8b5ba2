// Runs in every page of the browser that is recorded, in a world of its own that the page's code cannot see: tells what a person
// fills in and presses, each with the page as it was at that moment, and the page again whenever it has changed.
import { LOOK, WORDS_OF } from '../look.ts'

export const BINDING = '__reproProxyRecord'
export const WORLD = 'repro-proxy'

/** Milliseconds of rest before a page that changes is told again. */
const REST = 120

export const PAGE_SCRIPT = `(() => {
  const tell = globalThis.${BINDING}
  if (typeof tell !== 'function' || window !== top || globalThis.reproProxyRecords) return
  globalThis.reproProxyRecords = true
  ${WORDS_OF}
  const lines = () => (document.body?.innerText ?? '').split('\\n').map(tidy).filter(Boolean).slice(0, 400)
  const say = (kind, more = {}) => {
    if (!document.body) return
    try { tell(JSON.stringify({ kind, url: location.href, look: ${LOOK}, lines: lines(), ...more })) } catch {}
  }
  const indexOf = (form) => form ? [...document.forms].indexOf(form) : -1
  const formOf = (element) => element.form ?? element.closest('form')
  const edited = new Set()
  const flush = () => {
    for (const field of edited) say('fill', {
      form: indexOf(field.form),
      field: fieldsOf(field.form).indexOf(field),
      value: field.type === 'checkbox' ? String(field.checked) : String(field.value),
    })
    edited.clear()
  }
  const heard = (event) => {
    const [field] = event.composedPath()
    const own = event.isTrusted || document.activeElement === field
    if (own && field.matches?.(entries) && fieldsOf(field.form).includes(field)) edited.add(field)
  }
  const on = (name, act) => addEventListener(name, act, { capture: true, passive: true })
  on('input', heard)
  on('change', (event) => { heard(event); flush() })
  let pressed
  on('click', (event) => {
    if (!event.isTrusted) return
    flush()
    const path = event.composedPath().filter((one) => one.matches)
    const element = path.find((one) => one.matches(pressable + ', a[href]'))
    if (!element) return path.some((one) => one.matches(entries + ', label')) ? undefined : say('aside', { text: tidy(path[0]?.textContent).slice(0, 60) })
    const form = formOf(element)
    pressed = ['submit', 'image'].includes(element.type) ? element : undefined
    say('press', {
      form: indexOf(form),
      text: named(element),
      sends: pressed !== undefined && form !== null,
      ...(element.matches('a[href]') ? { href: element.href } : {}),
    })
  })
  on('submit', (event) => {
    flush()
    if (event.submitter === null || event.submitter !== pressed) say('submit', { form: indexOf(event.target) })
    pressed = undefined
  })
  on('keydown', (event) => {
    const [field] = event.composedPath()
    if (!event.isTrusted || event.key !== 'Enter' || !field.matches?.('input') || field.form) return
    flush()
    say('submit', { form: -1 })
  })
  let timer
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => say('seen'), ${REST})
  }
  const begin = () => {
    new MutationObserver(changed).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    changed()
  }
  if (document.documentElement) begin()
  else addEventListener('DOMContentLoaded', begin)
  addEventListener('load', changed)
})()`
