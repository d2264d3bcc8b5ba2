// What an open page asks for and what it is told, from the browser's own events: whether anything is still under way, how the page
// itself and its last form were answered, and what its code heard of the session.
import type { Page, Request, Response } from 'playwright-core'
import { retryAfter } from './patience.ts'
import type { Said } from './visitor.ts'

export interface Traffic {
  /** Another page is about to be opened. */
  begin(): void
  /** Of the page; 0: none came. */
  status(): number
  /** `load` events so far. */
  loads(): number
  /** A form, or what code sends, is about to be sent. */
  sending(): void
  /** How it was refused; `status` 0: it was not. */
  refused(): { readonly status: number; readonly retryAfter?: number }
  busy(): boolean
  /** Milliseconds since the last answer, or since that moment (performance.now()), whichever is later. */
  calmFor(since?: number): number
  /** Told to the page's code in JSON, since the page was opened. */
  said(): readonly Said[]
  /** What has come is read. */
  read(): Promise<void>
}

export function listenTo(page: Page): Traffic {
  let said: Said[] = []
  let status = 0
  let refused: { status: number; retryAfter?: number } = { status: 0 }
  let loads = 0
  let lastHeard = 0
  const pending = new Set<Request>()
  const reading = new Set<Promise<void>>()

  page.on('load', () => loads++)
  page.on('request', (request) => {
    const endless = /^(?:eventsource|websocket|ping)$/.test(request.resourceType())
    if (!endless && /^https?:/.test(request.url())) pending.add(request)
  })
  const over = (request: Request) => {
    pending.delete(request)
    lastHeard = performance.now()
  }
  page.on('requestfinished', over)
  page.on('requestfailed', over)
  page.on('response', (response) => {
    const request = response.request()
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) status = response.status()
    if (request.method() !== 'GET' && response.status() >= 400)
      refused = { status: response.status(), ...retryAfter(response.headers()) }
    if (/^(?:fetch|xhr)$/.test(request.resourceType()) && request.method() === 'GET') {
      const read = note(response).finally(() => reading.delete(read))
      reading.add(read)
    }
  })

  async function note(response: Response): Promise<void> {
    // What an earlier page asked for may still arrive, and its body is gone with that page.
    const heard = said
    if (!/json/.test(response.headers()['content-type'] ?? '')) return
    const body = await response.text().catch(() => undefined)
    if (body !== undefined) heard.push({ url: response.url(), status: response.status(), body })
  }

  return {
    begin() {
      said = []
      status = 0
    },
    status: () => status,
    loads: () => loads,
    sending() {
      refused = { status: 0 }
    },
    refused: () => refused,
    busy: () => pending.size > 0,
    calmFor: (since = 0) => performance.now() - Math.max(since, lastHeard),
    said: () => said,
    async read() {
      await Promise.all(reading)
    },
  }
}
