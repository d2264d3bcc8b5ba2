// An event stream through every scenario that has a cache, limits or anything else that looks at answers: the first event arrives
// while the app is still thinking about the second. Left out are only the fronts that hold streams back on purpose.
import http2 from 'node:http2'
import { expect, onTestFinished, test } from 'vitest'
import { shippedNames } from '../../src/scenario/find.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { startApp, startFixture } from '../proxy/fixture.ts'

const STREAMS = (
  await Promise.all((await shippedNames()).map(async (name) => ((await holdsBack(name)) ? [] : [name])))
).flat()

/** To a browser that speaks HTTP/2, that is what `pieces` says. */
async function holdsBack(name: string): Promise<boolean> {
  const { resolved, close } = await loadScenario(name)
  close()
  const steps = resolved.front.flatMap((hop) => Object.values(hop).flat())
  return steps.some(({ buffering }) => ((buffering as { pieces?: number } | undefined)?.pieces ?? 0) > 0)
}

test('most fronts stream', () => {
  expect(STREAMS).toEqual(
    expect.arrayContaining(['rfc9111-cache', 'varnish-default', 'cloudflare', 'nginx-cache-default']),
  )
  expect(STREAMS.length).toBeGreaterThan(40)
})

test.each(STREAMS)('%s', async (name) => {
  let second = () => {}
  const port = await startApp((_req, res) => {
    // One that may be stored, so that a copy of it is kept as it goes by.
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'public, max-age=60' })
    res.write('data: 1\n\n')
    second = () => res.end('data: 2\n\n')
  })
  const scenario = await loadScenario(name)
  onTestFinished(() => scenario.close())
  const { https } = await startFixture(port, { scenario })
  const session = http2.connect(`https://127.0.0.1:${https}`, { rejectUnauthorized: false })
  onTestFinished(() => session.destroy())
  const stream = session.request({
    ':authority': 'shop.localhost',
    ':path': '/app/events.js',
    accept: 'text/event-stream',
  })
  let got = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    got += text
    if (got === 'data: 1\n\n') second()
  })
  await new Promise((done) => stream.on('end', done).on('error', done))
  expect(got).toBe('data: 1\n\ndata: 2\n\n')
})
