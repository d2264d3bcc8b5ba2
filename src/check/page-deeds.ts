// What fingers do in a page: fields filled, buttons and links pressed. They are found with the words that `look.ts` has for them.
import type { ElementHandle, Page } from 'playwright-core'
import { TICKED } from './form-body.ts'
import { PRESSABLE, WORDS_OF } from './look.ts'
import type { Button, Control, FormSeen } from './visitor.ts'

type Element = ElementHandle<never>

/** Answers the field that was filled last. Rejects when there is no such field. */
export async function filledIn(
  page: Page,
  form: FormSeen,
  values: Readonly<Record<string, string>>,
): Promise<Element | undefined> {
  let last: Element | undefined
  for (const [key, value] of Object.entries(values)) {
    const radio = form.fields.some((one) => one.key === key && one.type === 'radio')
    const type = radio ? 'radio' : form.fields.find((one) => one.key === key)?.type
    const its = `keyOf(one) === ${text(key)}${radio ? ` && one.value === ${text(value)}` : ''}`
    last = await found(
      page,
      `fieldsOf(${formAt(form.index)}).find((one) => ${its} && shown(one))
      ?? fieldsOf(${formAt(form.index)}).find((one) => ${its})`,
    )
    if (!last) throw new Error(`the field "${key}" is not there any more`)
    if (type === 'checkbox') await last.setChecked(value === TICKED)
    else if (type === 'radio') await last.check()
    else if (type === 'select') await last.selectOption(value)
    else await last.fill(value)
  }
  return last
}

export async function pressedButton(page: Page, { index }: FormSeen, button: Button): Promise<void> {
  await press(page, `buttonsOf(${formAt(index)})`, button.text)
}

export async function pressed(page: Page, { text: words, href, form }: Control): Promise<void> {
  const all = form === undefined ? `document.querySelectorAll(${text(href === undefined ? PRESSABLE : 'a[href]')})` : ''
  await press(page, all || `buttonsOf(${formAt(form!)})`, words)
}

/** In the form's password field. */
export async function enter(page: Page, { index }: FormSeen, last: Element | undefined): Promise<void> {
  const field = last ?? (await found(page, `fieldsOf(${formAt(index)}).find((one) => one.type === 'password')`))
  await field?.press('Enter', { noWaitAfter: true })
}

/** Rejects when nothing of it has this text. What is shown is pressed before what is not. */
async function press(page: Page, all: string, words: string): Promise<void> {
  const named = `[...${all}].filter((one) => named(one) === ${text(words)})`
  const element = await found(page, `${named}.find(shown) ?? ${named}[0]`)
  if (!element) throw new Error(`"${words}" is not there any more`)
  await element.click({ noWaitAfter: true })
}

async function found(page: Page, expression: string): Promise<Element | undefined> {
  const handle = await page.evaluateHandle(`(() => {${WORDS_OF}; return (${expression}) ?? null })()`)
  return (handle.asElement() as Element | null) ?? undefined
}

/** -1: fields and buttons that stand in no form. */
const formAt = (index: number) => (index < 0 ? 'null' : `document.forms[${index}]`)
const text = (words: string) => JSON.stringify(words)
