// What a recorded browser tells, in order: pages that were opened, what was done in them, and how they looked.
import type { DevTools, Params } from '../../browser/devtools.ts'
import type { Looked } from '../look.ts'
import { includes } from '../plan.ts'
import type { Said, Sight } from '../visitor.ts'
import { BINDING, PAGE_SCRIPT, WORLD } from './page-script.ts'

export interface BrowserCookie {
  readonly name: string
  readonly value: string
  readonly httpOnly: boolean
}

interface InPage {
  readonly url: string
  readonly sight: Sight
  /** What a person reads, line by line. */
  readonly lines: readonly string[]
  /** Those that this page would send, as far as the browser could still be asked. */
  readonly cookies: readonly BrowserCookie[]
}

export type Moment =
  | { readonly kind: 'visit' | 'reload'; readonly url: string }
  | (InPage & { readonly kind: 'seen' })
  /** `text`: of what was pressed and is neither button nor link. */
  | (InPage & { readonly kind: 'aside'; readonly text: string })
  | (InPage & { readonly kind: 'fill'; readonly form: number; readonly field: number; readonly value: string })
  | (InPage & { readonly kind: 'press'; readonly form: number; readonly text: string; readonly sends: boolean })
  | (InPage & { readonly kind: 'submit'; readonly form: number })

export interface Recording {
  /** All so far. */
  moments(): Promise<readonly Moment[]>
  /** Paths whose JSON the pages' own code asked for, and what it said. */
  said(): Promise<readonly Said[]>
  /** The last page was closed. */
  readonly closed: Promise<void>
}

type Slot = { moment: Moment | undefined; ready: Promise<void> }

/** The user's own ways to a page: address bar, bookmark, history. What a page leads to by itself is a link or a form to the browser. */
const BY_ITSELF = new Set(['link', 'form_submit', 'auto_subframe', 'manual_subframe'])
/** Milliseconds: a page that comes so long after the last thing that was done is nobody's consequence. */
const CONSEQUENCE = 5000

/** Answers when the pages that are there are listened to. */
export async function record(devtools: DevTools): Promise<Recording> {
  const slots: Slot[] = []
  const said: Promise<Said | undefined>[] = []
  const answers = new Map<string, { readonly url: string; readonly status: number }>()
  const pages = new Set<string>()
  const begun: Promise<unknown>[] = []
  let acted = -Infinity
  let close: () => void
  const closed = new Promise<void>((done) => {
    close = done
  })

  function add(moment: Moment | undefined, work?: Promise<Moment | undefined>): void {
    const slot: Slot = { moment, ready: Promise.resolve() }
    slots.push(slot)
    if (work)
      slot.ready = work.then(
        (found) => {
          slot.moment = found
        },
        () => {},
      )
  }

  async function arrived(url: string, session: string): Promise<Moment | undefined> {
    const consequence = performance.now() - acted < CONSEQUENCE
    // A page that is left at once has no history to ask for any more.
    const history = devtools
      .send('Page.getNavigationHistory', {}, session)
      .catch(() => ({ currentIndex: 0, entries: [] }))
    const { currentIndex, entries } = (await history) as unknown as {
      currentIndex: number
      entries: readonly { url: string; userTypedURL: string; transitionType: string }[]
    }
    const { transitionType = 'link', userTypedURL = url } = entries[currentIndex] ?? {}
    if (transitionType === 'reload') return { kind: 'reload', url }
    if (BY_ITSELF.has(transitionType) && consequence) return undefined
    return { kind: 'visit', url: userTypedURL.startsWith('http') ? userTypedURL : url }
  }

  function heard(payload: string, session: string): void {
    const { kind, url, look, lines, ...more } = JSON.parse(payload) as Told
    const sight: Sight = { url, status: 200, text: look.text, forms: look.forms, controls: look.controls }
    const moment = { kind, url, sight, lines, cookies: [], ...more } as Moment
    if (['press', 'submit'].includes(kind)) acted = performance.now()
    const cookies = devtools.send('Network.getCookies', { urls: [url] }, session)
    add(
      moment,
      cookies.then((answer) => ({ ...moment, cookies: answer.cookies as readonly BrowserCookie[] })),
    )
  }

  devtools.on((name, params, session) => {
    if (name === 'Target.attachedToTarget') {
      const { type } = params.targetInfo as { type: string }
      if (type === 'page') pages.add(String(params.sessionId))
      const all = type === 'browser_ui' ? TO_EACH.slice(-1) : TO_EACH
      for (const [method, more] of all)
        begun.push(devtools.send(method, more, String(params.sessionId)).catch(() => {}))
    } else if (name === 'Target.detachedFromTarget') {
      if (pages.delete(String(params.sessionId)) && pages.size === 0) close()
    } else if (name === 'Page.frameNavigated') {
      const { parentId, url } = params.frame as { parentId?: string; url: string }
      if (parentId === undefined && url.startsWith('http')) add(undefined, arrived(url, session))
    } else if (name === 'Runtime.bindingCalled' && params.name === BINDING) heard(String(params.payload), session)
    else if (name === 'Network.responseReceived') {
      const { url, status, mimeType } = params.response as { url: string; status: number; mimeType: string }
      const byCode = params.type === 'Fetch' || params.type === 'XHR'
      if (byCode && /json/.test(mimeType)) answers.set(`${session} ${String(params.requestId)}`, { url, status })
    } else if (name === 'Network.loadingFinished') {
      const answer = answers.get(`${session} ${String(params.requestId)}`)
      if (answer)
        said.push(
          bodyOf(params, session).then(
            (body) => ({ ...answer, body }),
            () => undefined,
          ),
        )
    }
  })
  await devtools.send('Target.setAutoAttach', AUTO)
  await Promise.all(begun)

  async function bodyOf({ requestId }: Params, session: string): Promise<string> {
    return String((await devtools.send('Network.getResponseBody', { requestId }, session)).body)
  }

  return {
    async moments() {
      await Promise.all(slots.map(({ ready }) => ready))
      return slots.flatMap(({ moment }) => moment ?? [])
    },
    said: async () => (await Promise.all(said)).filter((one) => one !== undefined),
    closed,
  }
}

interface Told {
  readonly kind: Moment['kind']
  readonly url: string
  readonly look: Looked
  readonly lines: readonly string[]
}

const AUTO = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }
const TO_EACH: readonly (readonly [method: string, params: Params])[] = [
  ['Target.setAutoAttach', AUTO],
  ['Network.enable', { maxTotalBufferSize: 4_000_000, maxResourceBufferSize: 1_000_000 }],
  ['Page.enable', {}],
  ['Runtime.enable', {}],
  ['Runtime.addBinding', { name: BINDING, executionContextName: WORLD }],
  ['Page.addScriptToEvaluateOnNewDocument', { source: PAGE_SCRIPT, worldName: WORLD, runImmediately: true }],
  ['Runtime.runIfWaitingForDebugger', {}],
]

/** The path that tells this name, for a flow to ask again. */
export function apiTelling(said: readonly Said[], name: string, origin: string): string | undefined {
  const found = said.findLast(
    ({ url, status, body }) => status === 200 && url.startsWith(`${origin}/`) && includes(body, name),
  )
  return found && new URL(found.url).pathname
}
