// What a visitor sees in the page, in the same words as `readPage` has for HTML. It runs there, so it is text here.
import type { Page } from './html.ts'

export interface Looked extends Page {
  /** The page's own code has not taken over its forms yet, and still may: none of it was lost on the way. */
  readonly hydrating: boolean
}

/** What people press, and what they fill in. */
export const PRESSABLE =
  'button, input[type=submit], input[type=button], input[type=image], [role=button], [role=menuitem], summary'
export const ENTRIES = 'input, textarea, select'

/** How elements are named and found; the recorder in an opened browser says it with the same words. */
export const WORDS_OF = `
  const tidy = (text) => (text ?? '').replace(/\\s+/g, ' ').trim()
  const pressable = '${PRESSABLE}'
  const entries = '${ENTRIES}'
  const called = (element) => tidy(element.getAttribute('aria-label') || element.title || element.querySelector('img')?.alt)
  const named = (element) => tidy(element.tagName === 'INPUT' ? element.value || element.alt : element.textContent) || called(element)
  const fillable = (elements) => [...elements].filter((element) => !['submit', 'button', 'image', 'reset'].includes(element.type))
  const fieldsOf = (form) => fillable(form ? [...form.elements].filter((one) => one.matches(entries)) : [...document.querySelectorAll(entries)].filter((one) => !one.form))
  const buttonsOf = (form) => form ? [...document.querySelectorAll(pressable)].filter((one) => (one.form ?? one.closest('form')) === form) : [...document.querySelectorAll(pressable)].filter((one) => !one.form && !one.closest('form'))
  const keyOf = (element) => element.getAttribute('name') || element.id || '#' + fieldsOf(element.form).indexOf(element)
  const shown = (element) => element.checkVisibility?.({ visibilityProperty: true }) !== false
`

/** A part of its code was not there: a Next.js page comes to life with all of it, or not at all. */
const LOST = `performance.getEntriesByType('resource').some(({ initiatorType, name, responseStatus }) =>
  initiatorType === 'script' && responseStatus >= 400 && name.includes('/_next/'))`

export const LOOK = `(() => {
  ${WORDS_OF}
  const forms = [...document.forms]
  const awake = (form) => Object.keys(form).some((key) => key.startsWith('__react'))
  const next = document.querySelector('script[src*="/_next/"]') !== null
  const field = (element) => ({
    key: keyOf(element),
    name: element.getAttribute('name') ?? '',
    type: element.tagName === 'INPUT' ? element.type : element.tagName.toLowerCase(),
    value: String(element.value ?? ''),
    autocomplete: element.getAttribute('autocomplete') ?? '',
    checked: element.checked === true,
    required: element.required === true,
    shown: shown(element),
    labels: [
      ...[...(element.labels ?? [])].map((label) => tidy(label.textContent)),
      ...['aria-label', 'placeholder', 'id'].map((name) => element.getAttribute(name) ?? ''),
    ].filter((text) => text !== ''),
    ...(element.tagName === 'SELECT' ? { options: [...element.options].map(({ value, label }) => [value, tidy(label)]) } : {}),
  })
  const button = (element) => ({
    text: named(element),
    name: element.getAttribute('name') ?? '',
    value: element.getAttribute('value') ?? '',
    sends: ['submit', 'image'].includes(element.type),
    ...(element.hasAttribute('formaction') ? { action: element.formAction } : {}),
  })
  const loose = fieldsOf(null)
  return {
    text: tidy(document.body?.innerText),
    forms: [...forms.map((form, index) => ({
      index,
      action: new URL(form.getAttribute('action') || location.href, location.href).href,
      method: form.getAttribute('method')?.toLowerCase() ?? 'get',
      enctype: form.getAttribute('enctype') ?? '',
      fields: fieldsOf(form).map(field),
      buttons: buttonsOf(form).map(button),
    })), ...(loose.length === 0 ? [] : [{
      index: -1,
      action: location.href,
      method: '',
      enctype: '',
      fields: loose.map(field),
      buttons: buttonsOf(null).map(button),
    }])],
    controls: [
      ...[...document.querySelectorAll(pressable)].map((element) => {
        const form = element.form ?? element.closest('form')
        return { text: named(element), ...(form ? { form: forms.indexOf(form), button: buttonsOf(form).indexOf(element) } : {}) }
      }),
      ...[...document.querySelectorAll('a[href]')].map((link) => ({ text: tidy(link.textContent) || called(link), href: link.href })),
    ],
    hydrating: next && !${LOST} && forms.length > 0 && !forms.some(awake),
  }
})()`

export const WORDS = 'document.body ? document.body.innerText : ""'

/** A page without code of its own has nothing to wait for once it is there; one that still comes may bring some. */
export const SCRIPTED = `document.readyState !== 'complete' || (document.scripts.length > 0 && !${LOST})`
