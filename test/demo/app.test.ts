import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { CookieJar } from 'tough-cookie'
import { afterEach, expect, test } from 'vitest'
import { type DemoApp, demoLoginFlow, startDemoApp, userOnPage } from '../../src/demo/app.ts'

const apps: DemoApp[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

async function demo(): Promise<DemoApp> {
  const app = await startDemoApp()
  apps.push(app)
  return app
}

interface Answer {
  status: number
  headers: NodeJS.Dict<string | string[]>
  text: string
}

function ask(app: DemoApp, method: string, path: string, headers: Record<string, string> = {}, body = '') {
  return new Promise<Answer>((resolve, reject) => {
    const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const sent = request(app.url + path, { method, agent: false, headers: { ...headers, ...length } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text })).on('error', reject)
    })
    sent.on('error', reject).end(body)
  })
}

/** The login flow as a browser at `page` lives it when a front tells the app `told`; the way each Location is mended is given. */
async function flow(app: DemoApp, page: string, told: Record<string, string>, mend = (location: string) => location) {
  const jar = new CookieJar()
  const refused: string[] = []
  const locations: string[] = []
  const sent: string[] = []
  const step = async (method: string, url: string, body: string): Promise<Answer> => {
    const cookie = jar.getCookieStringSync(url)
    sent.push(cookie.replace(/=.*/, ''))
    const { pathname } = new URL(url)
    const answer = await ask(app, method, pathname, { ...told, ...(cookie === '' ? {} : { cookie }) }, body)
    for (const line of answer.headers['set-cookie'] ?? []) {
      await jar.setCookie(line, url).catch((error: Error) => refused.push(error.message))
    }
    if (answer.status !== 303) return answer
    locations.push(answer.headers.location as string)
    const next = new URL(mend(answer.headers.location as string), url)
    return next.origin === new URL(page).origin ? step('GET', next.href, '') : answer
  }
  let last: Answer | undefined
  for (const { method, path, form } of demoLoginFlow) {
    last = await step(method, page + path, new URLSearchParams(form ?? {}).toString())
  }
  return { user: userOnPage(last!.text), refused: refused.length, locations, sent }
}

const PUBLIC = 'https://demo.localhost:8443'

test('without a front, the login works', async () => {
  const app = await demo()
  const page = `http://localhost:${app.port}`
  const first = await ask(app, 'POST', '/login', { host: `localhost:${app.port}` }, 'username=alice&password=pw')
  expect(first.status).toBe(303)
  expect(first.headers.location).toBe(`${page}/`)
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(/^sid=[\w-]{24}; Domain=localhost; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ])
  const cookie = first.headers['set-cookie']![0]!.split(';')[0]!
  expect(userOnPage((await ask(app, 'GET', '/', { cookie })).text)).toBe('alice')
  expect((await ask(app, 'GET', '/api/me', { cookie })).text).toBe('{"user":"alice"}')
  expect((await ask(app, 'GET', '/api/me')).text).toBe('{"user":null}')
})

test('/welcome may be cached by whoever stands before it, and renews the cookie of who is signed in', async () => {
  const app = await demo()
  const anonymous = await ask(app, 'GET', '/welcome')
  expect(anonymous).toMatchObject({ status: 200, headers: { 'cache-control': 's-maxage=60' } })
  expect(anonymous.headers['set-cookie']).toBeUndefined()
  const [line = ''] = (await ask(app, 'POST', '/login', {}, 'username=bob&password=pw')).headers['set-cookie'] ?? []
  const signedIn = await ask(app, 'GET', '/welcome', { cookie: line.split(';')[0]! })
  expect(userOnPage(signedIn.text)).toBe('bob')
  expect(signedIn.headers['set-cookie']).toEqual([line])
  expect((await ask(app, 'POST', '/welcome')).status).toBe(405)
})

test('told the public address, the browser keeps the cookie and is signed in', async () => {
  const told = { host: 'demo.localhost:8443', 'x-forwarded-proto': 'https' }
  expect(await flow(await demo(), PUBLIC, told)).toEqual({
    user: 'alice',
    refused: 0,
    locations: [`${PUBLIC}/`],
    sent: ['', '', 'sid'],
  })
})

test('told its own address, as by a bare proxy_pass, the browser refuses the cookie and stays signed out', async () => {
  const app = await demo()
  const told = { host: `127.0.0.1:${app.port}` }
  const mend = (location: string) => location.replace(`${app.url}/`, `${PUBLIC}/`)
  expect(await flow(app, PUBLIC, told, mend)).toEqual({
    user: null,
    refused: 1,
    locations: [`${app.url}/`],
    sent: ['', '', ''],
  })
})

test('told the host and no scheme, it sends the browser away from HTTPS', async () => {
  expect(await flow(await demo(), PUBLIC, { host: 'demo.localhost:8443' })).toMatchObject({
    user: undefined,
    refused: 0,
    locations: ['http://demo.localhost:8443/'],
  })
})

test('X-Forwarded-Host goes before Host, and a host that is no name gives no Domain', async () => {
  const app = await demo()
  const login = (headers: Record<string, string>) => ask(app, 'POST', '/login', headers, 'username=bob&password=pw')
  const forwarded = await login({ host: 'a.test', 'x-forwarded-host': 'b.test:1, c.test' })
  expect(forwarded.headers.location).toBe('http://b.test:1/')
  expect(forwarded.headers['set-cookie']![0]).toContain('; Domain=b.test; Path=')
  const hostile = await login({ host: 'x.test;Path=/evil' })
  expect(hostile.headers['set-cookie']![0]).toMatch(/^sid=[\w-]{24}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

test('signing out ends the session and takes the cookie away', async () => {
  const app = await demo()
  const login = await ask(app, 'POST', '/login', {}, 'username=carol&password=pw')
  const cookie = login.headers['set-cookie']![0]!.split(';')[0]!
  const out = await ask(app, 'POST', '/logout', { cookie })
  expect(out.status).toBe(303)
  expect(out.headers['set-cookie']).toEqual([
    'sid=; Domain=127.0.0.1; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0',
  ])
  expect(userOnPage((await ask(app, 'GET', '/', { cookie })).text)).toBe(null)
})

test('a sign-in never takes over a session id that the visitor brought', async () => {
  const app = await demo()
  const login = await ask(app, 'POST', '/login', { cookie: 'sid=planted' }, 'username=alice&password=pw')
  expect(login.headers['set-cookie']![0]).not.toContain('planted')
  expect(userOnPage((await ask(app, 'GET', '/', { cookie: 'sid=planted' })).text)).toBe(null)
})

test('a wrong password, a wrong method, an unknown page and a huge form each get their status', async () => {
  const app = await demo()
  expect((await ask(app, 'POST', '/login', {}, 'username=alice&password=no')).status).toBe(401)
  expect((await ask(app, 'POST', '/login', {}, 'username=__proto__&password=pw')).status).toBe(401)
  expect((await ask(app, 'POST', '/login', {}, `username=${'a'.repeat(20_000)}`)).status).toBe(413)
  const logout = await ask(app, 'GET', '/logout')
  expect([logout.status, logout.headers.allow]).toEqual([405, 'POST'])
  expect((await ask(app, 'DELETE', '/')).status).toBe(405)
  expect((await ask(app, 'GET', '/nowhere')).status).toBe(404)
  expect((await ask(app, 'GET', '/?a=b')).status).toBe(200)
})

test('what visitors and fronts write comes out as text, and cookie values not at all', async () => {
  const app = await demo()
  const evil = '<script>alert("1")</script>'
  const page = await ask(app, 'GET', '/', { 'x-forwarded-host': evil, cookie: 'other=secret-value; <b>=1' })
  expect(page.text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
  expect(page.text).toContain('<code>other, &lt;b&gt;</code>')
  expect(page.text).not.toContain('<script')
  expect(page.text).not.toContain('secret-value')
  const body = new URLSearchParams({ username: evil, password: 'pw' }).toString()
  expect((await ask(app, 'POST', '/login', {}, body)).text).not.toContain('<script')
})

test('close ends open connections and frees the port; a taken port is an error', async () => {
  const app = await demo()
  await expect(startDemoApp({ port: app.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  const idle = connect(app.port, '127.0.0.1')
  idle.on('error', () => {})
  await once(idle, 'connect')
  const ended = once(idle, 'close')
  await app.close()
  await ended
  apps.splice(0)
  apps.push(await startDemoApp({ port: app.port }))
  expect(apps[0]!.url).toBe(`http://127.0.0.1:${app.port}`)
})
