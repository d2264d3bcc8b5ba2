// What a visitor sees in the page, in the same words as `readPage` has for HTML. It runs there, so it is text here.
import type { Page } from './html.ts'

export interface Looked extends Page {
  /** The page's own code has not taken over its forms yet. */
  readonly hydrating: boolean
}

export const LOOK = `(() => {
  const tidy = (text) => (text ?? '').replace(/\\s+/g, ' ').trim()
  const forms = [...document.forms]
  const pressable = 'button, input[type=submit], input[type=button], input[type=image], [role=button]'
  const named = (element) => tidy(element.tagName === 'INPUT' ? element.value : element.textContent)
  const awake = (form) => Object.keys(form).some((key) => key.startsWith('__react'))
  const next = document.querySelector('script[src*="/_next/"]') !== null
  const field = (element) => ({
    name: element.getAttribute('name') || element.id,
    type: element.tagName === 'INPUT' ? element.type : element.tagName.toLowerCase(),
    value: String(element.value ?? ''),
    autocomplete: element.getAttribute('autocomplete') ?? '',
    checked: element.checked === true,
    labels: [
      ...[...(element.labels ?? [])].map((label) => tidy(label.textContent)),
      ...['aria-label', 'placeholder', 'id'].map((name) => element.getAttribute(name) ?? ''),
    ].filter((text) => text !== ''),
  })
  const fillable = (elements) => [...elements].filter((element) => !['submit', 'button', 'image'].includes(element.type))
  const entries = 'input, textarea, select'
  const loose = fillable(document.querySelectorAll(entries)).filter((element) => !element.form)
  const looseButtons = [...document.querySelectorAll(pressable)].filter((element) => !element.form)
  return {
    text: tidy(document.body?.innerText),
    forms: [...forms.map((form, index) => ({
      index,
      action: new URL(form.getAttribute('action') || location.href, location.href).href,
      method: form.getAttribute('method')?.toLowerCase() ?? 'get',
      enctype: form.getAttribute('enctype') ?? '',
      fields: fillable(form.querySelectorAll(entries)).map(field),
      buttons: [...form.querySelectorAll(pressable)].map(named),
    })), ...(loose.length === 0 ? [] : [{
      index: -1,
      action: location.href,
      method: '',
      enctype: '',
      fields: loose.map(field),
      buttons: looseButtons.map(named),
    }])],
    controls: [
      ...[...document.querySelectorAll(pressable)].map((element) => ({
        text: named(element),
        ...(element.form ? { form: forms.indexOf(element.form) } : {}),
      })),
      ...[...document.querySelectorAll('a[href]')].map((link) => ({ text: tidy(link.textContent), href: link.href })),
    ],
    hydrating: next && forms.length > 0 && !forms.some(awake),
  }
})()`

export const WORDS = 'document.body ? document.body.innerText : ""'

/** A page without code of its own has nothing to wait for once it is loaded. */
export const SCRIPTED = 'document.scripts.length > 0'
