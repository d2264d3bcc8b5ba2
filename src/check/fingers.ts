// Mouse and keyboard on an element of the page, where it lies open and still. Element handles do this too, and for each page bring
// a program of half a megabyte into it; that is left for what is not so simple.
import type { Page } from 'playwright-core'

/** Milliseconds between two looks at what is not ready yet. */
const [AGAIN, GIVE_UP] = [60, 1500]

/** `element`: an expression. False when it is not a plain field that takes the focus now: nothing was typed. */
export async function typed(page: Page, element: string, value: string): Promise<boolean> {
  if (value === '') return false
  const ready = await page.evaluate<boolean>(`(() => {
    const one = ${element}
    const plain = one?.matches?.('textarea, input:not([type]), input[type=text], input[type=email], input[type=password], input[type=search], input[type=tel], input[type=url]')
    if (!plain || one.disabled || one.readOnly) return false
    one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    one.focus()
    one.select()
    return document.activeElement === one
  })()`)
  if (ready) await page.keyboard.insertText(value)
  return ready
}

/** `element`: an expression. False when nothing was pressed: it is not there, or does not come to lie open within a moment. */
export async function clicked(page: Page, element: string): Promise<boolean> {
  for (const began = performance.now(); performance.now() - began < GIVE_UP; ) {
    const place = await page.evaluate<{ x: number; y: number } | null>(`(async () => {
      const one = ${element}
      if (!one || one.disabled || one.closest('[inert], fieldset:disabled')) return null
      one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
      const middle = () => {
        const { left, top, width, height } = one.getClientRects()[0] ?? new DOMRect()
        return width * height > 0 ? { x: left + width / 2, y: top + height / 2 } : null
      }
      const before = middle()
      await new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(done))
        // A page that is covered paints no frames.
        setTimeout(done, 200)
      })
      const now = middle()
      if (!before || !now || before.x !== now.x || before.y !== now.y) return null
      return one.contains(document.elementFromPoint(now.x, now.y)) ? now : null
    })()`)
    if (place) {
      await page.mouse.click(place.x, place.y)
      return true
    }
    await new Promise((done) => setTimeout(done, AGAIN))
  }
  return false
}
