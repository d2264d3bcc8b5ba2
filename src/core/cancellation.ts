// The browser may go away at any time, and whoever works for it wants to hear. An AbortController says the same, but costs
// several microseconds per exchange even when nothing ever aborts; here one is only made for code that asks for a signal.

export class Cancellation {
  cancelled = false
  #listeners: (() => void)[] | undefined
  #controller: AbortController | undefined

  /** Calls back once, when the browser is gone. */
  add(listener: () => void): void {
    this.#listeners ??= []
    this.#listeners.push(listener)
  }

  cancel(): void {
    if (this.cancelled) return
    this.cancelled = true
    this.#controller?.abort()
    if (this.#listeners) for (const listener of this.#listeners) listener()
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.cancelled) this.#controller.abort()
    return this.#controller.signal
  }
}
