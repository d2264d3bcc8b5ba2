import { setTimeout as sleep } from 'node:timers/promises'
import { ask, click, type Flow, link } from '../harness/flow.ts'

const after = (ms: number) => new Date(Date.now() + ms).toUTCString()

export const attributes: Flow[] = [
  {
    name: 'Domain and sibling hosts',
    async play({ page, url, ours, theirs }) {
      const set = [
        'host=1',
        `dot=1; Domain=.${ours}`,
        `wide=1; Domain=${ours}`,
        'up=1; Domain=test',
        `other=1; Domain=${theirs}`,
        'ip=1; Domain=127.0.0.1',
        `deep=1; Domain=www.${ours}`,
        `port=1; Domain=${ours}:443`,
        'empty=1; Domain=',
        'local=1; Domain=localhost',
        `caps=1; DOMAIN=${ours.toUpperCase()}`,
      ]
      await page.goto(url('/', { set }))
      await page.goto(url(`https://www.${ours}/`, { set: [...set, `host=2; Domain=${ours}`] }))
      await page.goto(
        url(`https://a.b.www.${ours}/`, { set: [`up=1; Domain=b.www.${ours}`, `side=1; Domain=api.${ours}`] }),
      )
      await page.goto(url(`https://api.${ours}/`))
      await page.goto(url('/'))
    },
  },
  {
    name: 'http and https of one name',
    async play({ page, url, ours }) {
      await page.goto(
        url('/', {
          set: [
            'sec=1; Secure; Path=/',
            'plain=1; Path=/',
            'sp=1; Secure; Path=/p',
            'strict=1; SameSite=Strict; Path=/',
          ],
        }),
      )
      const set = [
        'sec=2; Path=/',
        'plain=2; Path=/',
        'new=1; Secure',
        'sec=; Max-Age=0; Path=/',
        'sp=2; Path=/',
        'sp=2; Path=/p/q',
        'none=1; SameSite=None',
        'none2=1; SameSite=None; Secure',
      ]
      const http = url(`http://${ours}/p`, {
        set,
        html: link(url('/linked', { set: ['strict=2; SameSite=Strict; Path=/'] })),
      })
      await page.goto(http)
      await page.goto(
        url(`http://${ours}/again`, { html: `<img src="${url(`http://${ours}/a.png`)}"><img src="${url('/s.png')}">` }),
      )
      await page.goto(http)
      await click(page, '#go', /\/linked/ as unknown as string)
      await page.goto(url('/down', { html: link(url(`http://${ours}/low`)) }))
      await click(page, '#go', /\/low/ as unknown as string)
    },
  },
  {
    name: 'plain http only',
    async play({ page, url, ours }) {
      const lands = url(`http://${ours}/home`, { html: `<img src="${url(`http://${ours}/i.png`)}">` })
      await page.goto(
        url(`http://${ours}/login`, {
          set: [
            'sid=1; Path=/; SameSite=Lax',
            'strict=1; SameSite=Strict; Path=/',
            'no=1; SameSite=None',
            's=1; Secure',
            '__Host-x=1; Secure; Path=/',
          ],
          html: link(lands),
        }),
      )
      await click(page, '#go', lands)
      await ask(page, url(`http://${ours}/api`, { set: ['api=1'] }))
      await ask(page, url(`http://${ours}/omit`, { set: ['omit=1'] }), { credentials: 'omit' })
      await page.goto(url(`http://www.${ours}/`))
    },
  },
  {
    name: 'Path',
    async play({ page, url }) {
      const set = [
        'root=1; Path=/',
        'app=1; Path=/app',
        'slash=1; Path=/app/',
        'default=1',
        'sub=1; Path=/app/sub',
        'bad=1; Path=app',
        'other=1; Path=/other',
        'app=2; Path=/',
        'enc=1; Path=/app%20x',
      ]
      await page.goto(url('/app/login', { set }))
      for (const path of [
        '/',
        '/app',
        '/app/',
        '/application',
        '/app/sub/page',
        '/App',
        '/other/x',
        '/app%20x',
        '/app//sub',
      ])
        await page.goto(url(path))
    },
  },
  {
    name: '__Host- and __Secure-, kept and broken',
    async play({ page, url, ours }) {
      const set = [
        '__Host-ok=1; Secure; Path=/',
        '__Host-nopath=1; Secure',
        '__Host-path=1; Secure; Path=/app',
        `__Host-domain=1; Secure; Path=/; Domain=${ours}`,
        '__Host-insecure=1; Path=/',
        '__Secure-ok=1; Secure',
        '__Secure-no=1',
        '__host-lower=1; Path=/',
        '__SECURE-upper=1',
        '__Http-a=1; Secure',
        '__Http-b=1; Secure; HttpOnly',
        '__Host-Http-c=1; Secure; HttpOnly; Path=/',
        '=__Host-nameless',
      ]
      await page.goto(url('/', { set }))
      await page.goto(url('/', { set: ['__Host-ok=; Max-Age=0', '__Secure-ok=; Max-Age=0; Path=/'] }))
      await page.goto(url('/', { set: ['__Host-ok=; Max-Age=0; Secure; Path=/'] }))
      await page.goto(url(`http://${ours}/`, { set }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'Max-Age=1, and waiting',
    async play({ page, url }) {
      await page.goto(
        url('/', {
          set: [
            'short=1; Max-Age=1',
            'long=1; Max-Age=100',
            `soon=1; Expires=${after(2000)}`,
            'zero=1; Max-Age=0',
            'minus=1; Max-Age=-5',
            `both=1; Max-Age=60; Expires=${after(-9000)}`,
            'odd=1; Max-Age=1x',
            'session=1',
          ],
        }),
      )
      await page.goto(url('/now'))
      await sleep(3500)
      await page.goto(url('/later', { set: ['short=; Max-Age=0', 'short2=1; Max-Age=1'] }))
      await sleep(1500)
      await ask(page, url('/last'))
    },
  },
  {
    name: 'Expires far off, and an old Date from a cache',
    async play({ page, url }) {
      await page.goto(
        url('/', {
          set: [
            'far=1; Max-Age=99999999',
            'never=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT',
            'two=1; Expires=Tue, 19 Jan 38 03:14:07 GMT',
            'broken=1; Expires=soon',
          ],
        }),
      )
      const old = Date.now() - 3_600_000
      const set = [
        `hour=1; Expires=${new Date(old + 1_800_000).toUTCString()}`,
        'age=1; Max-Age=1800',
        `gone=1; Expires=${new Date(old - 1000).toUTCString()}`,
        `day=1; Expires=${after(86_400_000)}`,
      ]
      await page.goto(
        url('/cached', {
          set,
          headers: { Date: new Date(old).toUTCString(), Age: '3600', 'Cache-Control': 'max-age=7200' },
        }),
      )
      await page.goto(url('/ahead', { set: [`ahead=1; Expires=${after(60_000)}`], headers: { Date: after(600_000) } }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'too large',
    async play({ page, url }) {
      const fill = (size: number) => 'x'.repeat(size)
      await page.goto(url('/', { set: ['big=old; Path=/', `fits=${fill(4092)}`, `over=${fill(4093)}`] }))
      await page.goto(
        url('/', {
          set: [
            `big=${fill(4094)}; Path=/`,
            `p=1; Path=/${fill(1024)}`,
            `q=1; Path=/${fill(1023)}`,
            `d=1; Domain=${fill(1025)}`,
          ],
        }),
      )
      await page.goto(url('/'))
    },
  },
  {
    name: 'many cookies: the oldest have to go',
    async play({ page, url }) {
      const some = (from: number, count: number, more = '') =>
        Array.from({ length: count }, (_, i) => `c${from + i}=1; Path=/${more}`)
      await page.goto(url('/', { set: some(0, 60) }))
      await page.goto(url('/', { set: some(60, 60, '; Secure') }))
      await page.goto(url('/', { set: some(120, 60, '; Secure') }))
      await page.goto(url('/', { set: some(180, 20) }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'Partitioned in a page of our own',
    async play({ page, url, ours }) {
      await page.goto(
        url('/', {
          set: [
            'a=1; Partitioned; Secure',
            'b=1; Partitioned',
            'c=1; Secure; SameSite=None; Partitioned; Path=/',
            '__Host-d=1; Secure; Path=/; Partitioned',
          ],
        }),
      )
      await page.goto(url(`https://www.${ours}/`, { set: [`e=1; Domain=${ours}; Secure; Partitioned`] }))
      await page.goto(url(`http://${ours}/`, { set: ['f=1; Partitioned; Secure'] }))
      await page.goto(url('/', { set: ['c=2; Secure; SameSite=None; Path=/', 'a=; Max-Age=0; Secure'] }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'odd lines',
    async play({ page, url }) {
      const set = [
        '=nameless',
        '==',
        '=',
        '',
        'noequals',
        'quoted="a b"',
        'spaces =  x y  ',
        'semi=a;b=c',
        'tab=a\tb',
        'trail=x\t; Path=/',
        'eq=a=b=c',
        'empty=',
        'comma=a,b',
        'dup=1; Path=/x; Path=/',
        'ss=1; SameSite=Foo',
        'ss2=1; SameSite=Lax; SameSite=Strict',
        'sec=1; secure=no',
        'x=1; HttpOnly=false',
      ]
      await page.goto(url('/', { set }))
      await page.goto(url('/', { set: ['dup=2', 'quoted=plain; Path=/'] }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'localhost over plain http',
    async play({ page, url }) {
      const at = 'http://shop.localhost'
      await page.goto(
        url(`${at}/`, {
          set: [
            'lsec=1; Secure; Path=/',
            'lnone=1; SameSite=None; Secure; Path=/',
            '__Host-l=1; Secure; Path=/',
            'ld=1; Domain=localhost',
            'ls=1; Domain=shop.localhost; Path=/',
          ],
        }),
      )
      await page.goto(url(`${at}/`, { set: ['lsec=2; Path=/'], html: `<img src="${url(`${at}/a.png`)}">` }))
      await page.goto(url('https://shop.localhost/', { set: ['lsec=3; Path=/; Secure'] }))
      await page.goto(url(`${at}/`, { set: ['lsec=4; Path=/'] }))
      await page.goto(url(`${at}/`))
    },
  },
]
