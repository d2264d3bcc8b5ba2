// A visitor without a browser: requests as Chromium would send them, with our own cookie rules as its jar. Code of the page does
// not run, so what the page asks for itself (client session) and forms that only script can send are not seen.
import https from 'node:https'
import { contextFromBrowser } from '../session/context.ts'
import { createBrowserJar } from '../session/jar.ts'
import { bodyOf, pairsOf } from './form-body.ts'
import { readPage } from './html.ts'
import { retryAfter } from './patience.ts'
import type { Raw } from './raw-request.ts'
import { ask } from './raw-request.ts'
import { sendingButton } from './sign-in.ts'
import type { Button, Door, Driver, FormSeen, Said, Sight, Visitor } from './visitor.ts'

const MOST_REDIRECTS = 20
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const ACCEPT = { navigate: 'text/html,application/xhtml+xml,*/*;q=0.8', cors: '*/*' }

export const withoutBrowser: Driver = {
  name: 'browserless',
  visitor: async (door) => createVisitor(door),
  close: async () => {},
}

interface Going {
  readonly method: string
  readonly body?: { readonly type: string; readonly text: string }
  readonly mode: 'navigate' | 'cors'
  /** The page that asks; null: the address bar. */
  readonly from: string | null
}

interface Came extends Raw {
  readonly url: string
  readonly trouble?: string
}

function createVisitor(door: Door): Visitor {
  const jar = createBrowserJar({ profile: 'chromium' })
  const agent = new https.Agent({ keepAlive: true })
  let page: Sight | undefined

  async function go(to: string, going: Going): Promise<Came> {
    let url = new URL(to)
    let { method, body } = going
    const chain: string[] = []
    for (;;) {
      if (!near(url.hostname)) return gone(url, `sent to ${url.origin}`)
      const context = contextOf(url.href, { ...going, method }, chain)
      const cookie = context.credentials === false ? null : jar.cookiesFor(context).header
      const origin = going.from === null ? undefined : new URL(going.from).origin
      let raw: Raw
      try {
        raw = await ask(url, door, agent, {
          method,
          headers: {
            'user-agent': AGENT,
            accept: ACCEPT[going.mode],
            'accept-language': 'en',
            'sec-fetch-site': origin === undefined ? 'none' : origin === url.origin ? 'same-origin' : 'cross-site',
            'sec-fetch-mode': going.mode,
            'sec-fetch-dest': going.mode === 'navigate' ? 'document' : 'empty',
            ...(going.mode === 'navigate' ? { 'sec-fetch-user': '?1', 'upgrade-insecure-requests': '1' } : {}),
            ...(origin !== undefined && method !== 'GET' ? { origin } : {}),
            ...(going.from === null ? {} : { referer: going.from }),
            ...(body ? { 'content-type': body.type } : {}),
            ...(cookie === null ? {} : { cookie }),
          },
          ...(body ? { body: body.text } : {}),
        })
      } catch (error) {
        return gone(url, (error as Error).message)
      }
      jar.receive(raw.setCookie, context, { dateHeader: raw.headers.date })
      const { location } = raw.headers
      if (raw.status < 300 || raw.status >= 400 || location === undefined) return { ...raw, url: url.href }
      if (!URL.canParse(location, url.href)) return gone(url, `${raw.status} to an address that is none`)
      if (chain.length >= MOST_REDIRECTS) return gone(url, `redirected ${MOST_REDIRECTS} times in a row`)
      chain.push(url.href)
      url = new URL(location, url)
      // Fetch section 4.4: 303 for all, 301 and 302 for POST.
      if (raw.status === 303 || (raw.status < 303 && method === 'POST')) {
        method = 'GET'
        body = undefined
      }
    }
  }

  const near = (name: string) => name === door.host || name.endsWith(`.${door.host}`)

  async function navigate(to: string, going: Omit<Going, 'mode'>): Promise<Sight> {
    const { url, status, headers, body, trouble } = await go(to, { ...going, mode: 'navigate' })
    page = {
      url,
      status,
      ...readPage(body, url),
      ...retryAfter(headers),
      ...(trouble === undefined ? {} : { trouble }),
    }
    return page
  }

  async function submit(form: FormSeen, values: Readonly<Record<string, string>>, button?: Button): Promise<Sight> {
    const from = page?.url ?? form.action
    const to = button?.action ?? form.action
    if (form.method === 'post') return navigate(to, { method: 'POST', body: bodyOf(form, values, button), from })
    const url = new URL(to)
    url.search = new URLSearchParams(pairsOf(form, values, button)).toString()
    return navigate(url.href, { method: 'GET', from })
  }

  return {
    open: (url) => navigate(url, { method: 'GET', from: null }),
    submit: (form, values) => submit(form, values, sendingButton(form)),
    see: async () => page ?? nowhere,
    async cookies(url) {
      const header = jar.cookiesFor(contextOf(url, { method: 'GET', mode: 'cors', from: url }, [])).header ?? ''
      return header === '' ? [] : header.split('; ').map((pair) => pair.split('=')[0]!)
    },
    async press(control, values = {}) {
      const form = control.form === undefined ? undefined : page?.forms[control.form]
      if (form) return submit(form, values, form.buttons[control.button ?? -1])
      if (control.href !== undefined && page) return navigate(control.href, { method: 'GET', from: page.url })
      return { ...page!, trouble: `"${control.text}" works by script` }
    },
    code: false,
    async ask(to, sent): Promise<Said> {
      const how = sent ? { method: sent.method, body: { type: sent.type, text: sent.text } } : { method: 'GET' }
      const { url, status, headers, body } = await go(to, { ...how, mode: 'cors', from: page?.url ?? to })
      return { url, status, body, ...retryAfter(headers) }
    },
    heard: async () => false,
    asked: () => [],
    close: async () => agent.destroy(),
  }
}

function contextOf(url: string, { method, mode, from }: Going, redirectChain: readonly string[]) {
  const navigates = mode === 'navigate'
  return contextFromBrowser(
    {
      ...{ url, method, kind: navigates ? 'top-level-navigation' : 'subresource', initiator: from },
      ...{ topLevel: navigates ? null : from, frame: null, credentials: navigates ? 'include' : 'same-origin' },
      redirectChain,
    },
    'chromium',
  )
}

const nowhere: Sight = { url: 'about:blank', status: 0, text: '', forms: [], controls: [], trouble: 'no page is open' }

function gone(url: URL, trouble: string): Came {
  return { status: 0, headers: {}, setCookie: [], body: '', url: url.href, trouble }
}
