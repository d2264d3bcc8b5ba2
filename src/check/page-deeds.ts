// What fingers do in a page: fields filled, buttons and links pressed. They are found with the words that `look.ts` has for them.
import type { ElementHandle, Page } from 'playwright-core'
import { clicked, typed } from './fingers.ts'
import { TICKED } from './form-body.ts'
import { PRESSABLE, WORDS_OF } from './look.ts'
import type { Button, Control, FormSeen } from './visitor.ts'

type Element = ElementHandle<never>

/** Answers whether any field was filled; the last one has the focus. Rejects when there is no such field. */
export async function filledIn(page: Page, form: FormSeen, values: Readonly<Record<string, string>>): Promise<boolean> {
  for (const [key, value] of Object.entries(values)) {
    const radio = form.fields.some((one) => one.key === key && one.type === 'radio')
    const type = radio ? 'radio' : form.fields.find((one) => one.key === key)?.type
    const its = `keyOf(one) === ${text(key)}${radio ? ` && one.value === ${text(value)}` : ''}`
    const element = inWords(
      `fieldsOf(${formAt(form.index)}).find((one) => ${its} && shown(one))
      ?? fieldsOf(${formAt(form.index)}).find((one) => ${its})`,
    )
    if (await typed(page, element, value)) continue
    const field = await found(page, element)
    if (!field) throw new Error(`the field "${key}" is not there any more`)
    if (type === 'checkbox') await field.setChecked(value === TICKED)
    else if (type === 'radio') await field.check()
    else if (type === 'select') await field.selectOption(value)
    else await field.fill(value)
    await field.focus()
  }
  return Object.keys(values).length > 0
}

export async function pressedButton(page: Page, { index }: FormSeen, button: Button): Promise<void> {
  await press(page, `buttonsOf(${formAt(index)})`, button.text)
}

export async function pressed(page: Page, { text: words, href, form }: Control): Promise<void> {
  const all = form === undefined ? `document.querySelectorAll(${text(href === undefined ? PRESSABLE : 'a[href]')})` : ''
  await press(page, all || `buttonsOf(${formAt(form!)})`, words)
}

/** In the field that was filled last, or else in the form's password field. */
export async function enter(page: Page, { index }: FormSeen, filled: boolean): Promise<void> {
  if (filled) return page.keyboard.press('Enter')
  const field = await found(page, inWords(`fieldsOf(${formAt(index)}).find((one) => one.type === 'password')`))
  await field?.press('Enter', { noWaitAfter: true })
}

/** Rejects when nothing of it has this text. What is shown is pressed before what is not. */
async function press(page: Page, all: string, words: string): Promise<void> {
  const named = `[...${all}].filter((one) => named(one) === ${text(words)})`
  const element = inWords(`${named}.find(shown) ?? ${named}[0]`)
  if (await clicked(page, element)) return
  const handle = await found(page, element)
  if (!handle) throw new Error(`"${words}" is not there any more`)
  await handle.click({ noWaitAfter: true })
}

async function found(page: Page, element: string): Promise<Element | undefined> {
  return ((await page.evaluateHandle(element)).asElement() as Element | null) ?? undefined
}

/** An expression for what this one, in the words of `look.ts`, finds. */
const inWords = (expression: string) => `(() => {${WORDS_OF}; return (${expression}) ?? null })()`
/** -1: fields and buttons that stand in no form. */
const formAt = (index: number) => (index < 0 ? 'null' : `document.forms[${index}]`)
const text = (words: string) => JSON.stringify(words)
