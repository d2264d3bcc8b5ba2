// The cache in a chain: several exchanges, several visitors, a clock that the tests move, bodies that stream.
import { PassThrough, Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import cache from '../../src/behaviours/cache.ts'
import failure from '../../src/behaviours/failure.ts'
import type { Hooks } from '../../src/core/behaviour.ts'
import { readableOf } from '../../src/core/body.ts'
import { Cancellation } from '../../src/core/cancellation.ts'
import type { Answer, RequestHead } from '../../src/core/exchange.ts'
import { UpstreamError } from '../../src/core/exchange.ts'
import type { HeaderList } from '../../src/core/headers.ts'
import { get, getAll } from '../../src/core/headers.ts'
import { REHEARSAL } from '../../src/core/rehearse.ts'
import { Run } from '../../src/core/run.ts'

type App = (head: RequestHead) => Answer | Promise<Answer>
interface Sent {
  method?: string
  cancellation?: Cancellation
}

function front(options: object, app: App, below: Hooks[] = []) {
  let clock = Date.UTC(2026, 6, 1)
  let id = 0
  const asked: RequestHead[] = []
  const tools = { random: () => 0.5, now: () => clock, hop: 'front' }
  const hooks = cache.setup(cache.options.parse({ status: { header: 'X-Cache' }, ...options }), tools)
  const steps = [hooks, ...below].map((one, i) => ({ hop: 'front', hopIndex: 0, name: `step-${i}`, hooks: one }))
  const site = { answer: app }
  const after = (seconds: number) => {
    clock += seconds * 1000
  }
  const start = (target: string, headers: HeaderList = [], { method = 'GET', cancellation }: Sent = {}) => {
    const request: RequestHead = { method, target, headers: ['Host', 'h', ...headers], version: '1.1', upstream: 0 }
    const run = new Run({
      id: ++id,
      startedAt: clock,
      chain: { hops: [{ name: 'front' }], steps },
      request,
      origin: REHEARSAL.origin,
      upstreams: REHEARSAL.upstreams,
      peer: { ...REHEARSAL.peer, scheme: 'https', version: '1.1' },
      localPort: 443,
      cancellation: cancellation ?? new Cancellation(),
      body: null,
      watched: true,
      forward: async (head) => {
        asked.push(head)
        const { body, ...rest } = await site.answer(head)
        return { ...rest, body: body === null ? null : readableOf(body) }
      },
    })
    return { run, answer: run.travel(request) }
  }
  const send = async (target: string, headers: HeaderList = [], how: Sent = {}) => {
    const { run, answer } = start(target, headers, how)
    const { head, body } = await answer
    return { ...head, run, text: await textOf(body), cache: get(head.headers, 'x-cache') }
  }
  return { site, asked, hooks, start, send, after }
}

async function textOf(body: Answer['body']): Promise<string> {
  if (body === null) return ''
  const chunks: Buffer[] = []
  for await (const chunk of readableOf(body)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const answer = (body: Answer['body'], headers: HeaderList = [], status = 200): Answer => ({
  head: { status, reason: '', headers },
  body,
})
const cc = (text: string) => ['Cache-Control', text]
const down = () => {
  throw new UpstreamError({ kind: 'refused', message: 'down', reused: false, bodySent: false })
}

describe('whose answer', () => {
  test("the second visitor gets the first one's, and the run says from which exchange", async () => {
    const f = front({ 'set-cookie': 'store' }, (head) =>
      answer(get(head.headers, 'cookie') ?? '', [...cc('max-age=60'), 'Set-Cookie', 'sid=alice']),
    )
    const alice = await f.send('/', ['Cookie', 'sid=alice'])
    f.after(59)
    const bob = await f.send('/', ['Cookie', 'sid=bob'])
    expect([alice.text, bob.text]).toEqual(['sid=alice', 'sid=alice'])
    expect([alice.run.source, bob.run.source]).toEqual([undefined, alice.run.id])
    expect(get(bob.headers, 'set-cookie')).toBe('sid=alice')
    expect(get(bob.headers, 'age')).toBe('59')
    expect(bob.run.story.join()).toContain('exchange 1')
    f.after(1)
    expect((await f.send('/')).cache).toBe('EXPIRED')
    expect(f.asked).toHaveLength(2)
  })

  test('Set-Cookie: not stored, or stored without it', async () => {
    const app = () => answer('x', [...cc('max-age=60'), 'Set-Cookie', 'sid=1'])
    const bypass = front({}, app)
    await bypass.send('/')
    expect((await bypass.send('/')).cache).toBe('MISS')
    const strip = front({ 'set-cookie': 'strip' }, app)
    const both = [await strip.send('/'), await strip.send('/')]
    expect(both.map((one) => one.cache)).toEqual(['MISS', 'HIT'])
    expect(both.flatMap((one) => getAll(one.headers, 'set-cookie'))).toEqual([])
  })

  test('cookies in the key keep visitors apart', async () => {
    const f = front({ key: { cookies: ['sid'] } }, (head) => answer(get(head.headers, 'cookie')!, cc('max-age=60')))
    const texts = []
    for (const cookie of ['sid=a; x=1', 'sid=b', 'x=2; sid=a']) texts.push((await f.send('/', ['Cookie', cookie])).text)
    expect(texts).toEqual(['sid=a; x=1', 'sid=b', 'sid=a; x=1'])
  })

  test('variants, and a Vary that is denied', async () => {
    const f = front({ vary: { deny: ['Cookie'] } }, (head) =>
      answer(get(head.headers, 'rsc') ?? 'html', [
        ...cc('max-age=60'),
        'Vary',
        head.target === '/c' ? 'Cookie' : 'RSC',
      ]),
    )
    const texts = []
    for (const rsc of [[], ['RSC', '1'], [], ['RSC', '1']]) texts.push((await f.send('/', rsc)).text)
    expect(texts).toEqual(['html', '1', 'html', '1'])
    expect(f.asked).toHaveLength(2)
    await f.send('/c')
    expect((await f.send('/c')).cache).toBe('MISS')
  })

  test('what the cache stands aside for', async () => {
    const f = front({ cookies: 'bypass', authorization: 'bypass', extensions: ['png'] }, () =>
      answer('', cc('max-age=60')),
    )
    expect((await f.send('/a.png', ['Cookie', 'a=1'])).cache).toBe('BYPASS')
    expect((await f.send('/a.png', ['Authorization', 'x'])).cache).toBe('BYPASS')
    expect((await f.send('/a')).cache).toBeUndefined()
    expect((await f.send('/a.png', [], { method: 'POST' })).cache).toBeUndefined()
    expect((await f.send('/a.png', ['Connection', 'Upgrade', 'Upgrade', 'websocket'])).cache).toBeUndefined()
    expect((await f.send('/a.png')).cache).toBe('MISS')
    expect((await f.send('/a.png')).cache).toBe('HIT')
  })
})

describe('how long', () => {
  test('by status, by default, at least, at most, always, and in place of no-store', async () => {
    const said = (text: string) => () => answer('', text === '' ? [] : cc(text))
    const freshFor = async (options: object, app: App, seconds: number) => {
      const f = front({ ttl: {}, ...options }, app)
      await f.send('/')
      f.after(seconds - 1)
      const before = (await f.send('/')).cache === 'HIT'
      f.after(1)
      return before && (await f.send('/')).cache !== 'HIT'
    }
    expect(await freshFor({ ttl: { status: { '200': '10s' } } }, said(''), 10)).toBe(true)
    expect(await freshFor({ ttl: { default: '10s' } }, said(''), 10)).toBe(true)
    expect(await freshFor({ ttl: { min: '10s' } }, said('private, no-store'), 10)).toBe(true)
    expect(await freshFor({ ttl: { max: '10s' } }, said('max-age=60'), 10)).toBe(true)
    expect(await freshFor({ ttl: { fixed: '10s' } }, said('max-age=60'), 10)).toBe(true)
    expect(await freshFor({ override: 's-maxage=10' }, said('no-store, must-revalidate'), 10)).toBe(true)
    expect(await freshFor({ 'ignore-directives': ['private'] }, said('private, max-age=10'), 10)).toBe(true)
    expect(await freshFor({ 'ignore-fields': ['Cache-Control'], ttl: { default: '10s' } }, said('private'), 10)).toBe(
      true,
    )
    expect(await freshFor({ like: 'varnish', ttl: { fixed: '10s' } }, said('private'), 10)).toBe(false)
  })

  test('guessing from Last-Modified', async () => {
    const f = front({}, () =>
      answer('', ['Last-Modified', 'Wed, 01 Jul 2026 00:00:00 GMT', 'Date', 'Wed, 01 Jul 2026 00:16:40 GMT']),
    )
    f.after(1000)
    await f.send('/')
    f.after(99)
    expect((await f.send('/')).cache).toBe('HIT')
    f.after(1)
    expect((await f.send('/')).cache).not.toBe('HIT')
  })

  test('the request has a say by the book, and none at nginx', async () => {
    const statuses = async (options: object, headers: HeaderList) => {
      const f = front(options, () => answer('', cc('max-age=60')))
      await f.send('/')
      f.after(10)
      const { status, cache: word } = await f.send('/', headers)
      return word ?? status
    }
    for (const text of ['no-cache', 'max-age=5', 'max-age=0', 'min-fresh=55'])
      expect(await statuses({}, cc(text))).toBe('EXPIRED')
    for (const text of ['max-age=15', 'min-fresh=45', 'no-store']) expect(await statuses({}, cc(text))).toBe('HIT')
    expect(await statuses({ like: 'nginx' }, cc('no-cache'))).toBe('HIT')
    const f = front({}, () => answer(''))
    expect((await f.send('/', cc('only-if-cached'))).status).toBe(504)
    expect(f.asked).toEqual([])
  })
})

describe('asking the app again', () => {
  test('304: the stored body under the new head, and who brought the body', async () => {
    const f = front({}, (head) =>
      get(head.headers, 'if-none-match') === '"v1"'
        ? answer(null, ['ETag', '"v1"', 'X-N', '2'], 304)
        : answer('body', ['ETag', '"v1"', 'X-N', '1', ...cc('max-age=10')]),
    )
    const first = await f.send('/')
    f.after(20)
    const second = await f.send('/')
    expect(second).toMatchObject({ status: 200, text: 'body', cache: 'REVALIDATED' })
    expect(get(second.headers, 'x-n')).toBe('2')
    expect(second.run.source).toBe(first.run.id)
    f.after(9)
    expect((await f.send('/')).cache).toBe('HIT')
    expect(f.asked).toHaveLength(2)
  })

  test("a browser's own condition is answered from the store; without an entry it goes to the app", async () => {
    const f = front({}, (head) =>
      get(head.headers, 'if-none-match')
        ? answer(null, [], 304)
        : answer('body', ['ETag', '"v1"', ...cc('max-age=10')]),
    )
    expect(await f.send('/', ['If-None-Match', '"v1"'])).toMatchObject({ status: 304, cache: 'MISS' })
    await f.send('/')
    expect(await f.send('/', ['If-None-Match', '"v1"'])).toMatchObject({ status: 304, text: '', cache: 'HIT' })
    expect(await f.send('/', ['If-None-Match', '"v2"'])).toMatchObject({ status: 200, text: 'body', cache: 'HIT' })
    f.after(20)
    // Ours is asked for, "v2" of the browser is answered from what that confirms.
    expect(await f.send('/', ['If-None-Match', '"v2"'])).toMatchObject({
      status: 200,
      text: 'body',
      cache: 'REVALIDATED',
    })
    expect(getAll(f.asked.at(-1)!.headers, 'if-none-match')).toEqual(['"v1"'])
  })

  test('nginx: the app is asked without conditions, for the whole, with GET; the answer becomes 304 on the way', async () => {
    const f = front({ like: 'nginx' }, () =>
      answer('body', ['ETag', '"v1"', 'Content-Length', '4', ...cc('max-age=10')]),
    )
    expect(await f.send('/', ['If-None-Match', '"v1"', 'Range', 'bytes=0-1'])).toMatchObject({
      status: 304,
      cache: 'MISS',
    })
    expect(f.asked[0]!.headers).toEqual(['Host', 'h'])
    await f.send('/h', [], { method: 'HEAD' })
    expect(f.asked[1]!.method).toBe('GET')
    expect(await f.send('/h')).toMatchObject({ text: 'body', cache: 'HIT' })
    expect(f.asked).toHaveLength(2)
  })

  test('by the book, HEAD is answered from what GET brought and never stored as such', async () => {
    const f = front({}, (head) =>
      answer(head.method === 'HEAD' ? null : 'body', ['Content-Length', '4', ...cc('max-age=10')]),
    )
    await f.send('/', [], { method: 'HEAD' })
    expect((await f.send('/')).cache).toBe('MISS')
    expect((await f.send('/', [], { method: 'HEAD' })).cache).toBe('HIT')
    expect(f.asked.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })

  test('stale while it is refreshed behind the back of the browser, once at a time', async () => {
    let version = 1
    const gate = new PassThrough()
    const f = front({}, () => answer(version++ === 1 ? 'one' : gate, cc('max-age=10, stale-while-revalidate=60')))
    await f.send('/')
    f.after(20)
    expect(await f.send('/')).toMatchObject({ text: 'one', cache: 'STALE' })
    expect(await f.send('/')).toMatchObject({ text: 'one', cache: 'UPDATING' })
    expect(f.asked).toHaveLength(2)
    gate.end('two')
    for (let i = 0; i < 20; i++) await turn()
    const after = await f.send('/')
    expect(after).toMatchObject({ text: 'two', cache: 'HIT' })
    // The exchange that set it going brought it; its own story and attempts do not speak of it.
    expect(after.run.source).toBe(2)
    f.after(71)
    expect((await f.send('/')).cache).toBe('EXPIRED')
  })

  test('a refresh that finds the page private forgets it; one that fails does not', async () => {
    const f = front({}, () => answer('one', cc('max-age=10, stale-while-revalidate=600')))
    await f.send('/')
    f.site.answer = down
    f.after(20)
    expect((await f.send('/')).cache).toBe('STALE')
    for (let i = 0; i < 20; i++) await turn()
    f.site.answer = () => answer('mine', cc('private'))
    expect((await f.send('/')).cache).toBe('STALE')
    for (let i = 0; i < 20; i++) await turn()
    expect(await f.send('/')).toMatchObject({ text: 'mine', cache: 'MISS' })
  })
})

describe('errors', () => {
  const page = failure.setup(failure.options.parse({ page: 'nginx' }), { random: () => 0, now: () => 0, hop: '' })

  test.each([
    ['max-age=1, stale-if-error=60', 'STALE'],
    ['max-age=1', 502],
    ['max-age=1, stale-if-error=60, must-revalidate', 502],
    ['no-cache, stale-if-error=60', 502],
    ['s-maxage=1, stale-if-error=60', 502],
  ])('the app is down after %s: %s', async (said, wanted) => {
    const f = front({}, () => answer('x', ['ETag', '"1"', ...cc(said)]), [page])
    await f.send('/')
    f.after(30)
    f.site.answer = down
    const got = await f.send('/')
    expect(got.cache === 'STALE' ? got.cache : got.status).toBe(wanted)
    expect(got.text === 'x').toBe(wanted === 'STALE')
  })

  test('a request with no-cache gets the error, and past stale-if-error so does everybody', async () => {
    const f = front({}, () => answer('x', cc('max-age=1, stale-if-error=60')), [page])
    await f.send('/')
    f.after(30)
    f.site.answer = () => answer('oops', [], 503)
    expect(await f.send('/')).toMatchObject({ status: 200, cache: 'STALE' })
    expect(await f.send('/', cc('no-cache'))).toMatchObject({ status: 503 })
    f.after(32)
    expect(await f.send('/')).toMatchObject({ status: 503 })
  })

  test('use-stale counts what it names: the app that is down is not the app that says 502', async () => {
    const f = front({ stale: { 'instead-of': ['error'] } }, () => answer('x', cc('max-age=1')), [page])
    await f.send('/')
    f.after(3600)
    f.site.answer = () => answer('', [], 502)
    expect((await f.send('/')).status).toBe(502)
    f.site.answer = down
    expect(await f.send('/')).toMatchObject({ status: 200, cache: 'STALE' })
  })

  test('with no step below that answers for the app, the cache does, or nobody', async () => {
    const f = front({ stale: { 'instead-of': ['error'] } }, () => answer('x', cc('max-age=1')))
    await f.send('/')
    f.after(5)
    f.site.answer = down
    expect(await f.send('/')).toMatchObject({ cache: 'STALE' })
    await expect(f.send('/other')).rejects.toThrow('down')
  })
})

describe('bodies', () => {
  test('the browser reads while the cache copies, and the copy is whole', async () => {
    const source = new PassThrough()
    const f = front({}, () => answer(source, cc('max-age=60')))
    const { body } = await f.start('/').answer
    const out = readableOf(body!)
    source.write('first ')
    const [chunk] = (await Promise.all([new Promise<Buffer>((done) => out.once('data', done))])) as [Buffer]
    expect(chunk.toString()).toBe('first ')
    expect(f.hooks.inspect!().entries()).toEqual([])
    source.end('second')
    await new Promise((done) => out.once('end', done))
    expect(await f.send('/')).toMatchObject({ text: 'first second', cache: 'HIT' })
  })

  test('a body that breaks off, or that the browser leaves, is not stored', async () => {
    const broken = new PassThrough()
    const f = front({}, () => answer(broken, cc('max-age=60')))
    const { body } = await f.start('/').answer
    broken.write('half')
    readableOf(body!)
      .resume()
      .on('error', () => {})
    broken.destroy(new Error('reset'))
    for (let i = 0; i < 5; i++) await turn()
    const left = new PassThrough()
    f.site.answer = () => answer(left, cc('max-age=60'))
    const other = await f.start('/').answer
    left.write('half')
    readableOf(other.body!)
      .on('error', () => {})
      .destroy()
    for (let i = 0; i < 5; i++) await turn()
    expect(left.destroyed).toBe(true)
    expect(f.hooks.inspect!().entries()).toEqual([])
  })

  test('bodies that are too large pass and leave nothing behind', async () => {
    const chunk = Buffer.alloc(64 * 1024)
    const large = () =>
      Readable.from(
        (function* () {
          for (let i = 0; i < 160; i++) yield chunk
        })(),
        { objectMode: false },
      )
    const f = front({ limits: { body: 1 << 20, bytes: 4 << 20 } }, () => answer(large(), cc('max-age=60')))
    for (let i = 0; i < 3; i++) {
      const got = await f.send(`/${i}`)
      expect(got.text.length).toBe(160 * chunk.length)
    }
    expect(f.hooks.inspect!().entries()).toEqual([])
    f.site.answer = () => answer('x'.repeat(1 << 19), cc('max-age=60'))
    for (let i = 0; i < 20; i++) await f.send(`/small/${i}`)
    const kept = f.hooks.inspect!().entries()
    expect(kept.length).toBeLessThan(9)
    expect(kept.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(4 << 20)
  })

  test('parts of what is stored', async () => {
    const f = front({}, () => answer('0123456789', ['ETag', '"1"', ...cc('max-age=60')]))
    await f.send('/')
    const part = await f.send('/', ['Range', 'bytes=2-4'])
    expect(part).toMatchObject({ status: 206, text: '234' })
    expect(get(part.headers, 'content-range')).toBe('bytes 2-4/10')
    expect((await f.send('/', ['Range', 'bytes=20-'])).status).toBe(416)
    f.site.answer = () => answer('01', ['Content-Range', 'bytes 0-1/10', ...cc('max-age=60')], 206)
    await f.send('/new', ['Range', 'bytes=0-1'])
    expect((await f.send('/new')).cache).toBe('MISS')
  })

  test('Varnish cuts the part out of what streams by, and stores the whole', async () => {
    const f = front({ like: 'varnish' }, () => answer('0123456789', ['Content-Length', '10', ...cc('max-age=60')]))
    expect(await f.send('/', ['Range', 'bytes=2-4'])).toMatchObject({ status: 206, text: '234', cache: 'MISS' })
    expect(getAll(f.asked[0]!.headers, 'range')).toEqual([])
    expect(await f.send('/')).toMatchObject({ status: 200, text: '0123456789', cache: 'HIT' })
  })

  test('Varnish asks for gzip and unpacks it for those who did not', async () => {
    const f = front({ like: 'varnish' }, () =>
      answer(gzipSync('plain'), [
        'Content-Encoding',
        'gzip',
        'ETag',
        '"1"',
        'Vary',
        'Accept-Encoding',
        ...cc('max-age=60'),
      ]),
    )
    expect(get(f.asked[0]?.headers ?? [], 'accept-encoding')).toBeUndefined()
    for (const word of ['MISS', 'HIT']) {
      const got = await f.send('/')
      expect(got).toMatchObject({ text: 'plain', cache: word })
      expect(get(got.headers, 'content-encoding')).toBeUndefined()
      expect(get(got.headers, 'etag')).toBe('W/"1"')
    }
    const packed = await f.send('/', ['Accept-Encoding', 'gzip, br'])
    expect(get(packed.headers, 'content-encoding')).toBe('gzip')
    expect(f.asked).toHaveLength(1)
  })

  test('an answer without a body', async () => {
    const f = front({}, () => answer(null, cc('max-age=60'), 204))
    await f.send('/')
    expect(await f.send('/')).toMatchObject({ status: 204, cache: 'HIT' })
  })
})

describe('collapsing', () => {
  const gated = (options: object = {}) => {
    const gates: ((answer: Answer) => void)[] = []
    const f = front({ collapse: '1h', ...options }, () => new Promise<Answer>((done) => gates.push(done)))
    return { f, gates }
  }
  const settle = async () => {
    for (let i = 0; i < 10; i++) await turn()
  }

  test('many ask, the app is asked once', async () => {
    const { f, gates } = gated()
    const all = Promise.all([f.send('/'), f.send('/'), f.send('/')])
    await settle()
    expect(gates).toHaveLength(1)
    gates[0]!(answer('x', cc('max-age=60')))
    expect((await all).map((one) => one.cache)).toEqual(['MISS', 'HIT', 'HIT'])
  })

  test('what is not stored is asked for each, and with hit-for-miss nobody waits next time', async () => {
    const { f, gates } = gated({ 'hit-for-miss': '120s' })
    const all = Promise.all([f.send('/'), f.send('/'), f.send('/')])
    await settle()
    gates[0]!(answer('x', cc('private')))
    await settle()
    expect(gates).toHaveLength(3)
    gates[1]!(answer('y', cc('private')))
    gates[2]!(answer('z', cc('private')))
    expect((await all).map((one) => one.text)).toEqual(['x', 'y', 'z'])
    const next = Promise.all([f.send('/'), f.send('/')])
    await settle()
    expect(gates).toHaveLength(5)
    for (const gate of gates) gate(answer('', cc('private')))
    await next
  })

  test('the one who fetches goes away: the next one fetches', async () => {
    const { f, gates } = gated()
    const cancellation = new Cancellation()
    f.start('/', [], { cancellation }).answer.catch(() => {})
    const second = f.send('/')
    await settle()
    expect(gates).toHaveLength(1)
    cancellation.cancel()
    await settle()
    expect(gates).toHaveLength(2)
    gates[1]!(answer('x', cc('max-age=60')))
    expect(await second).toMatchObject({ text: 'x', cache: 'MISS' })
  })

  test('the app fails: those who wait find out for themselves', async () => {
    const { f } = gated()
    let asked = 0
    f.site.answer = () => {
      asked++
      return down()
    }
    const all = await Promise.allSettled([f.send('/'), f.send('/')])
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(asked).toBe(2)
  })
})

describe('throwing away', () => {
  test('an unsafe request that went well, its Location too; a refused one not', async () => {
    const f = front({}, () => answer('x', cc('max-age=60')))
    for (const target of ['/', '/list', '/other']) await f.send(target)
    f.site.answer = () => answer('', [], 403)
    await f.send('/', [], { method: 'POST' })
    expect((await f.send('/')).cache).toBe('HIT')
    f.site.answer = () => answer('', ['Location', '/list'], 303)
    await f.send('/', [], { method: 'PATCH' })
    f.site.answer = () => answer('y', cc('max-age=60'))
    expect((await f.send('/')).text).toBe('y')
    expect((await f.send('/list')).text).toBe('y')
    expect((await f.send('/other')).text).toBe('x')
  })

  test('entries can be looked at and purged', async () => {
    const f = front({ 'set-cookie': 'store' }, () => answer('abc', [...cc('max-age=60'), 'Set-Cookie', 'a=1']))
    await f.send('/a')
    await f.send('/b')
    const { entries, purge } = f.hooks.inspect!()
    expect(entries()).toEqual([
      {
        key: 'https://h/a',
        exchange: 1,
        at: Date.UTC(2026, 6, 1),
        bytes: 3,
        about: '200, fresh for 60 s, with Set-Cookie',
      },
      {
        key: 'https://h/b',
        exchange: 2,
        at: Date.UTC(2026, 6, 1),
        bytes: 3,
        about: '200, fresh for 60 s, with Set-Cookie',
      },
    ])
    expect(purge('https://h/a')).toBe(1)
    expect((await f.send('/a')).cache).toBe('MISS')
    expect((await f.send('/b')).cache).toBe('HIT')
    expect(purge()).toBe(2)
    expect(entries()).toEqual([])
  })
})
