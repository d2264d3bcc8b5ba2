import { ask, click, type Flow, form, link, posts } from '../harness/flow.ts'

const STATE = ['strict=1; SameSite=Strict', 'lax=1; SameSite=Lax', 'none=1; SameSite=None; Secure', 'unset=1']
const state = (prefix: string) => STATE.map((line) => `${prefix}-${line}; Path=/; HttpOnly`)

export const signIn: Flow[] = [
  {
    name: 'login, pages, logout',
    async play({ page, url }) {
      const gone = url('/goodbye')
      const logout = url('/logout', {
        status: 303,
        to: gone,
        set: ['sid=; Path=/; Max-Age=0', 'csrf=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      })
      const home = url('/', {
        html: `<img src="${url('/a.png')}"><script src="${url('/a.js')}"></script>${form(logout)}`,
      })
      const login = url('/login', {
        status: 303,
        to: home,
        set: ['sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax', 'remember=1; Path=/; Max-Age=2592000'],
      })
      await page.goto(url('/login', { html: form(login), set: ['csrf=t; Path=/; SameSite=Strict'] }))
      await click(page, '#go', home)
      await ask(page, url('/api/me'))
      await page.reload()
      await click(page, '#go', gone)
      await page.goto(url('/'))
    },
  },
  {
    name: 'OAuth: out and back by redirects',
    async play({ page, url, theirs }) {
      const home = url('/home', { set: ['after=1; Path=/'] })
      const back = url('/callback', {
        to: home,
        set: ['sid=abc; Path=/; Secure; HttpOnly', 'out-lax=; Path=/; Max-Age=0'],
      })
      const idp = url(`https://${theirs}/authorize`, {
        to: back,
        set: ['idp=1; SameSite=Lax', 'idp-none=1; SameSite=None; Secure'],
      })
      const start = url('/login', { to: idp, set: state('out') })
      await page.goto(url('/', { html: link(start), set: state('own') }))
      await click(page, '#go', home)
      await page.goto(url('/again'))
    },
  },
  {
    name: 'OAuth: the user clicks at the provider',
    async play({ page, url, theirs }) {
      const home = url('/home')
      const back = url('/callback', { to: home, set: state('in') })
      const consent = url(`https://${theirs}/consent`, { html: link(back) })
      const start = url('/login', { to: consent, set: state('out') })
      await page.goto(url('/', { html: link(start), set: state('own') }))
      await click(page, '#go', consent)
      await click(page, '#go', home)
    },
  },
  {
    name: 'OAuth: no Referer, and an address typed in',
    async play({ page, url, theirs }) {
      const quiet = { headers: { 'Referrer-Policy': 'no-referrer' } }
      const home = url('/home')
      const back = url('/callback', { to: home })
      const start = url('/login', {
        ...quiet,
        to: url(`https://${theirs}/authorize`, { ...quiet, to: back }),
        set: state('out'),
      })
      await page.goto(url('/', { ...quiet, html: link(start) }))
      await click(page, '#go', home)
      const consent = url(`https://${theirs}/consent`, { ...quiet, html: link(url('/callback', { to: home })) })
      await page.goto(url('/typed', { to: consent }))
      await click(page, '#go', home)
    },
  },
  {
    name: 'OAuth: form_post back',
    async play({ page, url, theirs }) {
      const home = url('/home')
      const back = url('/callback', { status: 303, to: home, set: state('in') })
      const start = url('/login', { to: url(`https://${theirs}/authorize`, { html: posts(back) }), set: state('out') })
      await page.goto(url('/', { html: link(start) }))
      await click(page, '#go', home)
    },
  },
  {
    name: 'a POST sent on with 307 through another site',
    async play({ page, url, theirs }) {
      const last = url('/done', { set: ['end=1'] })
      const away = url(`https://${theirs}/x`, { status: 307, to: last, set: ['x=1; SameSite=None; Secure'] })
      const first = url('/save', { status: 307, to: away, set: state('mid') })
      await page.goto(url('/form', { html: form(first), set: state('own') }))
      await click(page, '#go', last)
    },
  },
  {
    name: 'cookies on every hop of a redirect chain',
    async play({ page, url, ours }) {
      const end = url(`https://${ours}/end`, { set: ['d=4'] })
      const third = url(`https://www.${ours}/c`, { status: 308, to: end, set: [`c=3; Domain=${ours}`, 'only=www'] })
      const second = url(`http://${ours}/b`, {
        status: 307,
        to: third,
        set: ['b=2; Path=/', 'a=5; Path=/', 'sec=9; Secure'],
      })
      await page.goto(url('/a', { status: 301, to: second, set: ['a=1; Path=/', 'sec=1; Path=/; Secure'] }))
      await page.goto(
        url('/b', { to: url('/b/c', { to: url('/', { set: ['a=6; Path=/'] }), set: ['a=; Path=/; Max-Age=-1'] }) }),
      )
    },
  },
  {
    name: 'a logout that deletes nothing, then one that does',
    async play({ page, url, ours }) {
      await page.goto(url('/app/login', { set: ['sid=1; Path=/app', `wide=1; Domain=${ours}; Path=/`, 'h=1; Path=/'] }))
      await page.goto(
        url('/app/logout', {
          set: ['sid=; Path=/; Max-Age=0', 'wide=; Path=/; Max-Age=0', `h=; Domain=${ours}; Max-Age=0; Path=/`],
        }),
      )
      await page.goto(url('/app/'))
      await page.goto(
        url('/app/logout', {
          set: [
            'sid=; Max-Age=0',
            `wide=; Domain=.${ours}; Path=/; Max-Age=0`,
            'h=x; Path=/; Expires=Mon, 01-Jan-01 00:00:00 GMT',
          ],
        }),
      )
      await page.goto(url('/app/'))
    },
  },
  {
    name: 'a session in chunks that shrinks',
    async play({ page, url }) {
      const chunk = (i: number, fill: string) => `session.${i}=${fill.repeat(3000)}; Path=/; HttpOnly; Secure`
      await page.goto(url('/', { set: [chunk(0, 'a'), chunk(1, 'b'), chunk(2, 'c')] }))
      await page.goto(url('/', { set: [chunk(0, 'd'), chunk(1, 'e'), 'session.2=; Path=/; Max-Age=0'] }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'a rolling session, renewed and rotated',
    async play({ page, url }) {
      for (const [value, age] of [
        ['1', 600],
        ['1', 700],
        ['2', 700],
        ['2', 700],
        ['', 0],
      ]) {
        await page.goto(url('/', { set: [`sid=${value}; Path=/; HttpOnly; Max-Age=${age}`] }))
      }
      await page.goto(url('/'))
    },
  },
]
