// The demo's own browser: one login as a person would click through it, over TLS, with a real browser's cookie rules.
import type { IncomingMessage } from 'node:http'
import http from 'node:http'
import https from 'node:https'
import type { DemoStep } from '../demo/app.ts'
import { userOnPage } from '../demo/app.ts'
import { contextFromBrowser } from '../session/context.ts'
import { createBrowserJar } from '../session/jar.ts'

export interface Stage {
  /** `https://demo.localhost:8443` */
  readonly url: string
  /** Where that is: the name need not resolve. */
  readonly address: string
  /** PEM of the CAs to trust. */
  readonly ca: readonly string[]
}

export interface Story {
  /** Who the last page says is signed in; null: nobody; undefined: the last page does not say. */
  readonly user: string | null | undefined
  readonly requests: number
  /** Where the browser could not go on, and why. */
  readonly stuck?: string
}

interface Page {
  readonly url: string
  readonly status: number
  readonly location: string | undefined
  readonly text: string
}

const MOST_REDIRECTS = 10
const WHO = {
  'User-Agent': 'Mozilla/5.0 (repro-proxy demo) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'en',
  'Upgrade-Insecure-Requests': '1',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-User': '?1',
}

/** Steps one after the other; redirects are followed. Never rejects for what the front or the app does. */
export async function actOut(steps: readonly DemoStep[], stage: Stage): Promise<Story> {
  const jar = createBrowserJar({ profile: 'chromium' })
  // One connection, as a browser has, so that the timeline sees one client.
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 1 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 1, ca: [...stage.ca] }),
  }
  let requests = 0

  async function go(method: string, url: string, from: string | null, body: string, chain: string[]): Promise<Page> {
    const site = { url, method, initiator: from, redirectChain: chain, kind: 'top-level-navigation' } as const
    const context = contextFromBrowser({ ...site, topLevel: null, frame: null, credentials: 'include' }, 'chromium')
    const cookie = jar.cookiesFor(context).header
    const headers = {
      Host: new URL(url).host,
      ...WHO,
      'Sec-Fetch-Site': from === null ? 'none' : 'same-origin',
      ...(from === null ? {} : { Referer: from }),
      ...(method === 'POST' ? { Origin: new URL(from ?? url).origin } : {}),
      ...(body === '' ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length }),
      ...(cookie === null ? {} : { Cookie: cookie }),
    }
    requests += 1
    const answer = await fetchPage(method, url, headers, body)
    jar.receive(answer.setCookie, context, { dateHeader: answer.date })
    return { url, ...answer }
  }

  function fetchPage(method: string, url: string, headers: http.OutgoingHttpHeaders, body: string) {
    const { protocol, hostname, port, pathname, search } = new URL(url)
    const scheme = protocol === 'https:' ? https : http
    const path = `${pathname}${search}`
    const options = {
      method,
      path,
      headers,
      host: stage.address,
      port,
      servername: hostname,
      agent: agents[protocol as 'http:'],
    }
    return new Promise<Omit<Page, 'url'> & { setCookie: string[]; date: string | undefined }>((resolve, reject) => {
      const sent = scheme.request(options, (answer: IncomingMessage) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject)
        answer.on('end', () => {
          const { 'set-cookie': setCookie = [], location, date } = answer.headers
          resolve({
            status: answer.statusCode ?? 0,
            location,
            date,
            setCookie,
            text: Buffer.concat(parts).toString('utf8'),
          })
        })
      })
      sent.on('error', reject).end(body)
    })
  }

  let page: Page | undefined
  let at = ''
  try {
    for (const { method, path, form } of steps) {
      const from: string | null = page?.url ?? null
      at = `${stage.url}${path}`
      page = await go(method, at, from, new URLSearchParams(form).toString(), [])
      const chain = [at]
      while (page.status >= 300 && page.status < 400 && page.location !== undefined) {
        const next = new URL(page.location, page.url)
        at = next.href
        if (next.hostname !== new URL(stage.url).hostname)
          return { user: undefined, requests, stuck: `the browser is sent away, to ${at}` }
        if (chain.length > MOST_REDIRECTS)
          return { user: undefined, requests, stuck: `${at} and others redirect in a circle` }
        page = await go('GET', at, from, '', chain)
        chain.push(at)
      }
    }
    return { user: page && userOnPage(page.text), requests }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { user: undefined, requests, stuck: `the browser gets no answer from ${at} (${code ?? message})` }
  } finally {
    for (const agent of Object.values(agents)) agent.destroy()
  }
}
