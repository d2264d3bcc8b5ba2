import { setTimeout as sleep } from 'node:timers/promises'
import { ask, type Flow, inPage } from '../harness/flow.ts'

const EACH = ['strict=1; SameSite=Strict', 'lax=1; SameSite=Lax', 'none=1; SameSite=None; Secure', 'unset=1']
const each = (prefix: string) => EACH.map((line) => `${prefix}-${line}; Path=/`)

const BEACON = `(to) => { navigator.sendBeacon(to, 'x') }`
const WORKER = `(to) => { new Worker(to) }`
const SCRIPT = `(text) => { document.cookie = text }`
const GO = `(to) => { location.href = to }`
const STORE = `(name) => cookieStore.set(name, '1')`
/** Waits for the first message. */
const SOCKET = `(to) => new Promise((resolve, reject) => {
  const socket = new WebSocket(to.replace('http', 'ws'))
  socket.onmessage = () => resolve(socket.close())
  socket.onerror = () => reject(new Error('no WebSocket'))
})`
/** Waits for the end of the stream. */
const EVENTS = `(to) => new Promise((done) => {
  const events = new EventSource(to)
  events.onerror = () => done(events.close())
})`
/** Waits until the worker is in charge of the page. */
const SERVICE_WORKER = `async (to) => {
  await navigator.serviceWorker.register(to)
  await navigator.serviceWorker.ready
  if (!navigator.serviceWorker.controller) {
    await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done))
  }
}`

export const kinds: Flow[] = [
  {
    name: 'WebSocket handshakes',
    async play({ page, url, ours, theirs }) {
      await page.goto(url('/', { set: [...each('own'), `wide=1; Domain=${ours}`] }))
      await inPage(page, SOCKET, url('/socket', { set: each('ws') }))
      await inPage(page, SOCKET, url(`https://api.${ours}/socket`, { set: each('sibling') }))
      await page.goto(url(`https://${theirs}/`))
      await inPage(page, SOCKET, url('/other', { set: each('other') }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'HEAD, prefetch, beacon, EventSource, worker',
    async play({ page, url, ours }) {
      await page.goto(url('/', { set: [...each('own'), 'path=1; Path=/deep'] }))
      await ask(page, url('/head', { set: each('head') }), { method: 'HEAD' })
      const links = `<link rel="prefetch" href="${url('/prefetched', { set: each('prefetch') })}"><link rel="preload" as="image" href="${url('/preloaded.png')}">`
      await page.goto(url('/page', { html: links }))
      await inPage(page, BEACON, url('/beacon', { set: each('beacon') }))
      await inPage(page, BEACON, url(`https://api.${ours}/beacon`, { set: each('far') }))
      const stream = url('/events', {
        html: 'data: 1\n\n',
        headers: { 'Content-Type': 'text/event-stream' },
        set: each('events'),
      })
      await inPage(page, EVENTS, stream)
      const script = url('/worker.js', { headers: { 'Content-Type': 'text/javascript' }, set: each('worker') })
      await inPage(page, WORKER, script)
      await sleep(300)
      await page.goto(url('/deep/end'))
    },
  },
  {
    name: 'document.cookie: set, changed, deleted',
    async play({ page, url }) {
      const write = (line: string) => inPage(page, SCRIPT, line)
      await page.goto(url('/app/', { set: ['jsread=1; Path=/', 'http=1; HttpOnly; Path=/', 'other=1; Path=/'] }))
      await write('jsnew=1; path=/')
      await write('jspath=1')
      await write('http=2; path=/')
      await page.goto(url('/app/one'))
      await write('jsnew=2; path=/')
      await write('jsread=2; path=/; SameSite=Strict')
      await page.goto(url('/two'))
      await page.goto(url('/three', { set: ['jsnew=3; Path=/'] }))
      await write('jsnew=; path=/; max-age=0')
      await write('jsread=; path=/; max-age=0')
      await page.goto(url('/four'))
      await inPage(page, STORE, 'jsstore')
      await page.goto(url('/five', { set: ['other=; Max-Age=0; Path=/'] }))
      await page.goto(url('/six'))
    },
  },
  {
    name: 'reload, back, forward, downloads',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      await page.goto(url(`https://${theirs}/`))
      await page.goBack()
      await page.reload()
      await page.goForward()
      await page.goto(url('/again'))
      await page.reload()
      await inPage(page, GO, url('/file', { set: each('file'), headers: { 'Content-Disposition': 'attachment' } }))
      await sleep(300)
    },
  },
  {
    name: 'frames, forms and fetch by script on plain http',
    async play({ page, url, ours, theirs }) {
      const at = (path: string, answer = {}) => url(`http://${ours}${path}`, answer)
      await page.goto(
        at('/', { set: ['lax=1; SameSite=Lax; Path=/', 'strict=1; SameSite=Strict; Path=/', 'unset=1; Path=/'] }),
      )
      await page.goto(
        url(`http://${theirs}/`, {
          html: `<iframe src="${at('/frame', { set: ['in=1'] })}"></iframe><img src="${at('/img.png', { set: ['img=1'] })}">`,
        }),
      )
      await ask(page, at('/api', { set: ['api=1'] }), { credentials: 'include' })
      await ask(page, at('/none', { set: ['none=1'] }))
      await page.goto(at('/page', { html: `<iframe src="${at('/own-frame', { set: ['own=1'] })}"></iframe>` }))
    },
  },
  {
    name: 'service worker that fetches',
    async play({ page, url }) {
      const script = url('/sw.js', {
        body: `self.addEventListener('activate', (event) => event.waitUntil(clients.claim()))
self.addEventListener('fetch', (event) => {
  if (event.request.url.includes('/through')) event.respondWith(fetch(event.request))
})`,
        headers: { 'Content-Type': 'text/javascript' },
        set: each('sw'),
      })
      await page.goto(url('/', { set: each('own') }))
      await inPage(page, SERVICE_WORKER, script)
      await ask(page, url('/through/api', { set: each('through') }))
      await ask(page, url('/through/put', { set: ['put=1'] }), { method: 'PUT' })
      await ask(page, url('/api', { set: each('api') }))
      await page.goto(url('/through/page', { set: each('page') }))
      await page.goto(url('/'))
    },
  },
]
