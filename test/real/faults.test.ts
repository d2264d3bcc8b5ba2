// Ten thousand requests over real connections through faults by chance: the same in every run of a seed, as many as were asked for;
// the app has seen what it must have seen and nothing else, and what no fault was for is as it was, to the byte.
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startFixture } from '../proxy/fixture.ts'
import { workshop } from '../scenario/workshop.ts'

const REQUESTS = 10_000
const FAULTS = `
about: faults
front:
  - edge:
      - reset: { at: before-app }
        chance: 0.02
      - reset: { at: after-app, how: close }
        when: { path: /refresh }
        chance: 0.3
      - reset: { at: 3 }
        every: 100
      - late-answer: { waits: 0 }
        chance: 0.05
      - duplicate: {}
        when: { path: /callback }
        chance: 0.5
`
const PATHS = ['/', '/refresh', '/callback', '/other']
const bodyOf = (path: string, n: string) => `${path} ${n} ${'.'.repeat(Number(n) % 97)}`

async function run(seed: number) {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server = http.createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url!, 'http://app')
    seen.push(req.url!)
    res.setHeader('X-Number', searchParams.get('n')!)
    res.end(bodyOf(pathname, searchParams.get('n')!))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const scenario = await workshop({ 'faults.yaml': FAULTS }).load('faults.yaml', { seed })
  const fixture = await startFixture((server.address() as AddressInfo).port, { scenario })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (path: string) =>
    new Promise<string>((resolve) => {
      const req = http.get({ host: '127.0.0.1', port: fixture.http, path, agent, headers: { Host: 'shop.localhost' } })
      req.once('error', () => resolve('cut'))
      req.once('response', async (res) => {
        let body = ''
        try {
          for await (const chunk of res) body += chunk
          resolve(`${res.statusCode} ${res.headers['x-number']} ${body}`)
        } catch {
          resolve('cut')
        }
      })
    })
  const outcomes: string[] = []
  for (let n = 0; n < REQUESTS; n++) outcomes.push(await ask(`${PATHS[n % PATHS.length]}?n=${n}`))
  agent.destroy()
  await fixture.front.close()
  for (const end = Date.now() + 5000; sockets.size > 0 && Date.now() < end; )
    await new Promise((done) => setTimeout(done, 20))
  const stories = fixture.events.flatMap((one) => (one.type === 'exchange' ? [one.story.join('; ')] : []))
  return { outcomes, seen, stories, open: sockets.size }
}

/** Within four standard deviations: one seed in 15,000 would be beyond, and these are fixed. */
function expectAbout(count: number, of: number, chance: number): void {
  expect(Math.abs(count - of * chance)).toBeLessThan(4 * Math.sqrt(of * chance * (1 - chance)))
}

test('the same seed, the same ten thousand; as often as asked; nothing else is touched', async () => {
  const first = await run(7)
  const again = await run(7)
  expect(again.outcomes).toEqual(first.outcomes)
  expect(again.seen).toEqual(first.seen)
  expect(again.stories).toEqual(first.stories)
  expect([first.open, again.open]).toEqual([0, 0])

  const { outcomes, seen, stories } = first
  const having = (text: string) => stories.filter((one) => one.includes(text)).length
  const before = having('before the app saw')
  expectAbout(before, REQUESTS, 0.02)
  expectAbout(having('before any of it reached'), (REQUESTS - before) / PATHS.length, 0.3)
  expectAbout(having('later than the front waits'), REQUESTS - before, 0.05)
  expectAbout(having('got this request twice'), (REQUESTS - before) / PATHS.length, 0.5)
  expect(having('3 bytes of the body')).toBe(Math.floor((REQUESTS - before) / 100))

  // The app has seen each request once, those that it was to get twice twice, and those that broke before it not at all.
  const times = new Map<string, number>()
  for (const url of seen) times.set(url, (times.get(url) ?? 0) + 1)
  const wanted = stories.map((story) => (story.includes('before the app saw') ? 0 : story.includes('twice') ? 2 : 1))
  expect(stories.map((_, n) => times.get(`${PATHS[n % PATHS.length]}?n=${n}`) ?? 0)).toEqual(wanted)
  // What no fault was for came whole; what was cut or late did not.
  stories.forEach((story, n) => {
    const whole = `200 ${n} ${bodyOf(PATHS[n % PATHS.length]!, String(n))}`
    if (/broke|bytes of the body/.test(story)) expect(outcomes[n]).toBe('cut')
    else if (story.includes('later than')) expect(outcomes[n]).toMatch(/^504 /)
    else expect(outcomes[n]).toBe(whole)
  })
}, 300_000)
