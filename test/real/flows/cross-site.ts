import { ask, click, type Flow, form, inPage, link } from '../harness/flow.ts'

const EACH = [
  'strict=1; SameSite=Strict',
  'lax=1; SameSite=Lax',
  'none=1; SameSite=None; Secure',
  'unset=1',
  'chips=1; SameSite=None; Secure; Partitioned',
]
const each = (prefix: string) => EACH.map((line) => `${prefix}-${line}; Path=/`)
const include = { credentials: 'include' }
const omit = { credentials: 'omit' }

export const crossSite: Flow[] = [
  {
    name: 'links, GET and POST forms from another site',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      for (const [html, path] of [
        [(to: string) => link(to), '/linked'],
        [(to: string) => form(to, 'get'), '/searched'],
        [(to: string) => form(to), '/posted'],
        [(to: string) => link(to, 'rel="noreferrer"'), '/unreferred'],
      ] as const) {
        const to = url(path, { set: each(path.slice(1)) })
        await page.goto(url(`https://${theirs}${path}`, { html: html(to) }))
        const lands = path === '/searched' ? `${to.replace(/\?.*/, '')}?a=1` : to
        await click(page, '#go', lands)
      }
    },
  },
  {
    name: 'a new window opened by another site',
    async play({ page, url, theirs, context }) {
      await page.goto(url('/', { set: each('own') }))
      const to = url('/opened', { set: each('new') })
      await page.goto(url(`https://${theirs}/`, { html: `${link(to, 'target="_blank"')}` }))
      const [opened] = await Promise.all([context.waitForEvent('page'), page.locator('#go').click()])
      await opened.waitForURL(to)
      await ask(opened, url('/api'))
    },
  },
  {
    name: 'our images, scripts and styles in a page of another site',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      const html = `<link rel="stylesheet" href="${url('/a.css', { set: each('css') })}"><img src="${url('/a.png', { set: each('img') })}">
        <img crossorigin src="${url('/b.png', { set: each('anonymous') })}"><script src="${url('/a.js', { set: each('js') })}"></script>`
      await page.goto(url(`https://${theirs}/`, { html }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'our API called by another site',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      await page.goto(url(`https://${theirs}/`))
      await ask(page, url('/api/include', { set: each('include') }), include)
      await ask(page, url('/api/plain', { set: each('plain') }))
      await ask(page, url('/api/omit', { set: each('omit') }), omit)
      await ask(page, url('/api/put', { set: each('put') }), { ...include, method: 'PUT', headers: { 'X-Flow': '1' } })
      await ask(page, url('/api/post', { set: each('post') }), { ...include, method: 'POST', body: 'x' })
      await ask(page, url('/api/nocors', { set: each('nocors') }), { ...include, mode: 'no-cors' })
      await page.goto(url('/'))
    },
  },
  {
    name: 'our frame in a page of another site',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      const inner = url('/inner', { set: each('inner'), html: `<img src="${url('/in.png', { set: each('img') })}">` })
      const frame = url('/frame', { set: each('frame'), html: link(inner) })
      await page.goto(url(`https://${theirs}/`, { html: `<iframe name="f" src="${frame}"></iframe>` }))
      const inside = page.frame('f')!
      await inside.evaluate(
        (to) => fetch(to, { credentials: 'include' }).then((answer) => answer.text()),
        url('/api', { set: each('api') }),
      )
      await inside.locator('#go').click()
      await inside.waitForURL(inner)
      await page.goto(url('/'))
    },
  },
  {
    name: 'a form inside our frame in a page of another site',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      const done = url('/done')
      const save = url('/save', { status: 303, to: done, set: each('saved') })
      await page.goto(
        url(`https://${theirs}/`, { html: `<iframe name="f" src="${url('/frame', { html: form(save) })}"></iframe>` }),
      )
      const inside = page.frame('f')!
      await inside.locator('#go').click()
      await inside.waitForURL(done)
    },
  },
  {
    name: 'our frame in our page, and below a frame of another site',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      const nested = url('/nested', { set: each('nested'), html: `<img src="${url('/n.png', { set: each('img') })}">` })
      const between = url(`https://${theirs}/between`, {
        html: `<iframe src="${nested}"></iframe>`,
        set: each('theirs'),
      })
      await page.goto(
        url('/page', {
          html: `<iframe src="${url('/inner', { set: each('inner') })}"></iframe><iframe src="${between}"></iframe>`,
        }),
      )
      await page.goto(url('/'))
    },
  },
  {
    name: 'a frame of ours that another site moves',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      const back = url('/moved', { set: each('moved') })
      const frame = url(`https://${theirs}/frame`, { html: link(back) })
      await page.goto(url('/page', { html: `<iframe name="f" src="${frame}"></iframe>` }))
      const inside = page.frame('f')!
      await inside.locator('#go').click()
      await inside.waitForURL(back)
      const bounce = url('/start', {
        to: url(`https://${theirs}/bounce`, { to: url('/returned', { set: each('returned') }) }),
      })
      await page.goto(url('/bounced', { html: `<iframe src="${bounce}"></iframe>` }))
    },
  },
  {
    name: 'fetch at home: same origin, sibling host, other port',
    async play({ page, url, ours }) {
      const host = { set: [...each('api'), `wide=1; Domain=${ours}; Path=/`] }
      await page.goto(url(`https://api.${ours}/`, host))
      await page.goto(url('/', { set: [...each('own'), `shared=1; Domain=${ours}`] }))
      for (const init of [{}, include, omit, { credentials: 'same-origin' }]) {
        const key = (init as { credentials?: string }).credentials ?? 'default'
        await ask(page, url('/api', { set: each(key) }), init)
        await ask(page, url(`https://api.${ours}/x`, { set: each(`api-${key}`) }), init)
      }
      await ask(page, url(`https://api.${ours}/put`, { set: ['put=1'] }), {
        ...include,
        method: 'PUT',
        headers: { 'X-Flow': '1' },
      })
      await page.goto(url(`https://api.${ours}/`))
    },
  },
  {
    name: 'fetch that is redirected to another site and back',
    async play({ page, url, theirs }) {
      await page.goto(url(`https://${theirs}/`, { set: each('theirs') }))
      await page.goto(url('/', { set: each('own') }))
      const back = url('/back', { set: each('back') })
      await ask(page, url('/go', { to: url(`https://${theirs}/x`, { to: back, set: each('x') }) }), include).catch(
        () => {},
      )
      const image = url('/i.png', {
        to: url(`https://${theirs}/i`, { to: url('/j.png', { set: each('j') }), set: each('i') }),
      })
      await page.goto(url('/images', { html: `<img src="${image}">` }))
    },
  },
  {
    name: 'sandboxed frame and data: frame',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      const inner = url('/sandboxed', {
        set: each('sandboxed'),
        html: `<img src="${url('/s.png', { set: each('img') })}">`,
      })
      await page.goto(url('/page', { html: `<iframe sandbox="allow-scripts" src="${inner}"></iframe>` }))
      const data = `data:text/html,<img src='${url('/d.png', { set: each('data') })}'>`
      await page.goto(url('/data', { html: `<iframe src="${data}"></iframe>` }))
      await page.goto(
        url(`https://${theirs}/`, { html: `<iframe sandbox src="${url('/other', { set: each('other') })}"></iframe>` }),
      )
    },
  },
  {
    name: 'sent here by another site: refresh, script, window.open',
    async play({ page, url, theirs, context }) {
      await page.goto(url('/', { set: each('own') }))
      const refreshed = url('/refreshed', { set: each('refresh') })
      await page.goto(url(`https://${theirs}/refresh`, { headers: { Refresh: `0; url=${refreshed}` } }))
      await page.waitForURL(refreshed)
      const replaced = url('/replaced', { set: each('replace') })
      await page.goto(url(`https://${theirs}/script`))
      await inPage(page, '(to) => { location.replace(to) }', replaced)
      await page.waitForURL(replaced)
      const popup = url('/popup', { set: each('popup') })
      await page.goto(url(`https://${theirs}/window`))
      const [opened] = await Promise.all([context.waitForEvent('page'), inPage(page, '(to) => { open(to) }', popup)])
      await opened.waitForURL(popup)
      await opened.reload()
    },
  },
  {
    name: 'other ways to embed: object, embed, video, font, ping',
    async play({ page, url, theirs }) {
      await page.goto(url('/', { set: each('own') }))
      const at = (path: string) => url(path, { set: each(path.slice(1).replace(/\..*/, '')) })
      const html = `<object data="${at('/object')}"></object><embed src="${at('/embed')}"><video src="${at('/video.mp4')}"></video>
        <style>@font-face { font-family: f; src: url(${at('/font.woff2')}) } body { font-family: f }</style>text
        <a id="ping" href="#x" ping="${at('/ping')}">ping</a>`
      for (const place of [`https://${theirs}/`, '/page']) {
        await page.goto(url(place, { html }))
        await page.locator('#ping').click()
        await page.waitForTimeout(300)
      }
      await page.goto(url('/'))
    },
  },
]
