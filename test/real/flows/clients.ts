import { setTimeout as sleep } from 'node:timers/promises'
import { ask, click, type Flow, form } from '../harness/flow.ts'

export const clients: Flow[] = [
  {
    name: 'two profiles at once',
    async play({ page, url, privateWindow }) {
      const other = await (await privateWindow()).newPage()
      const login = (user: string) => {
        const home = url('/home')
        const to = url('/login', { status: 303, to: home, set: [`sid=${user}; Path=/; HttpOnly; Secure`] })
        return { start: url('/', { html: form(to) }), home }
      }
      const [alice, bob] = [login('alice'), login('bob')]
      await page.goto(alice.start)
      await other.goto(bob.start)
      await click(page, '#go', alice.home)
      await click(other, '#go', bob.home)
      await Promise.all([page.goto(url('/a')), other.goto(url('/b'))])
      await Promise.all([ask(page, url('/api/a')), ask(other, url('/api/b'))])
      await other.goto(url('/logout', { set: ['sid=; Path=/; Max-Age=0'] }))
      await other.goto(url('/after'))
      await page.goto(url('/after'))
    },
  },
  {
    name: 'a private window beside a session',
    async play({ page, url, privateWindow }) {
      await page.goto(url('/', { set: ['sid=1; Path=/; HttpOnly', 'theme=dark; Path=/; Max-Age=1000'] }))
      const secret = await (await privateWindow()).newPage()
      await secret.goto(url('/'))
      await secret.goto(url('/', { set: ['theme=light; Path=/'] }))
      await page.goto(url('/'))
      await ask(secret, url('/api'))
      await ask(page, url('/api'))
    },
  },
  {
    name: 'the profile itself, then the same in private',
    inProfile: true,
    async play({ page, url, privateWindow }) {
      await page.goto(url('/', { set: ['sid=1; Path=/; Max-Age=1000', 'once=1; Path=/'] }))
      await page.goto(url('/'))
      const secret = await (await privateWindow()).newPage()
      await secret.goto(url('/'))
      await page.goto(url('/', { set: ['once=; Path=/; Max-Age=0'] }))
      await page.goto(url('/'))
    },
  },
  {
    name: 'two profiles that start at the same moment',
    async play({ page, url, privateWindow }) {
      const other = await (await privateWindow()).newPage()
      const start = (user: string, after: number) => {
        const home = url(`/home-${user}`)
        const login = url('/login', { status: 303, to: home, set: [`sid=${user}; Path=/; HttpOnly`] })
        const page = url('/', { after, set: [`csrf=${user}; Path=/`], html: form(login) })
        return { page, home }
      }
      // Both have asked before either has its cookie.
      const [one, two] = [start('one', 300), start('two', 500)]
      await Promise.all([page.goto(one.page), other.goto(two.page)])
      await sleep(200)
      await click(page, '#go', one.home)
      await click(other, '#go', two.home)
      await Promise.all([ask(page, url('/api/one')), ask(other, url('/api/two'))])
      await page.goto(url('/end'))
      await other.goto(url('/end'))
    },
  },
]
