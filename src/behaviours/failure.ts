import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'
import type { Exchange, Reply, ResponseHead, UpstreamFailure } from '../core/exchange.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])
const status = z.number().int().min(400).max(599)

export default behaviour({
  name: 'failure',
  about: 'what the front answers when the app gives no answer, and how long it waits for one',
  options: z.strictObject({
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
    down: status
      .default(502)
      .describe('nothing listens there, or it cannot be reached (nginx and Caddy 502, HAProxy and Apache 503)'),
    'connect-timeout': status.default(504).describe('the connection did not come about in time'),
    silent: status.default(504).describe('connected, but no response head in time (Apache 502)'),
    broken: status.default(502).describe('the connection closed, or what came was no HTTP'),
    'broken-later': z
      .literal('close')
      .optional()
      .describe(
        'the same, when the HTTP/1.1 connection of the browser has carried a request before: close says nothing, so that the browser tries again (HAProxy, Apache)',
      ),
    'broken-http2': z
      .union([status, z.literal('reset')])
      .optional()
      .describe('the same over HTTP/2: a status of its own (Apache), or the stream is reset (HAProxy)'),
    'not-http': z
      .union([status, z.enum(['raw', 'ok'])])
      .optional()
      .describe(
        'what came was no HTTP, if it is not to count as broken: raw hands it to the browser as it is (nginx), ok makes it the body of a 200 (Apache)',
      ),
    early: z
      .enum(['pass', 'broken', 'http2-reset'])
      .default('pass')
      .describe(
        'interim answers (103 Early Hints): broken counts the answer as no HTTP (Varnish), http2-reset resets the stream of a browser that speaks HTTP/2 (nginx before 1.29)',
      ),
    'too-large': status.default(502).describe('the response head was larger than the front takes'),
    connect: duration
      .optional()
      .describe('how long to wait for a connection: milliseconds or 2s (nginx proxy_connect_timeout)'),
    response: duration
      .optional()
      .describe('how long to wait for the response head (nginx proxy_read_timeout, HAProxy timeout server)'),
    idle: duration.optional().describe('longest silence in a body or an upgraded connection'),
    hold: duration
      .default(0)
      .describe('how long a front goes on trying an app that is down before it answers (HAProxy: 3 s)'),
  }),
  setup(options) {
    const leg = {
      ...(options.connect === undefined ? {} : { connectTimeout: milliseconds(options.connect) }),
      ...(options.response === undefined ? {} : { responseTimeout: milliseconds(options.response) }),
      ...(options.idle === undefined ? {} : { idleTimeout: milliseconds(options.idle) }),
    }
    const hinted = new WeakSet<object>()
    const patient = Object.keys(leg).length === 0
    const hold = milliseconds(options.hold)
    const statusOf: Record<Exclude<UpstreamFailure['kind'], 'loop'>, number> = {
      refused: options.down,
      unreachable: options.down,
      'connect-timeout': options['connect-timeout'],
      'response-timeout': options.silent,
      reset: options.broken,
      malformed: typeof options['not-http'] === 'number' ? options['not-http'] : options.broken,
      'too-large': options['too-large'],
    }
    return {
      request: (head) => (patient ? undefined : { ...head, leg: { ...head.leg, ...leg } }),
      ...(options.early === 'pass'
        ? {}
        : {
            interim(_head: ResponseHead, x: Exchange) {
              if (options.early === 'http2-reset' && x.from.version !== '2') return true
              hinted.add(x)
              return false
            },
            response(_head: ResponseHead, x: Exchange): Reply | undefined {
              if (!hinted.has(x) || x.failure) return
              const page = frontPage(options.page, options.broken)
              return options.early === 'broken' ? page : { ...page, cut: { at: 'before-head', how: 'reset' } }
            },
          }),
      async failure(failure, _head, x) {
        // A loop is our own mistake, not the app's: the proxy has its own page for it.
        if (failure.kind === 'loop') return
        x.say(failure.message)
        const odd = failure.kind === 'malformed' ? options['not-http'] : undefined
        if (odd === 'raw' && failure.raw)
          return { ...frontPage('none', 200), cut: { at: 'before-head', how: 'close', bytes: failure.raw } }
        if (odd === 'ok' && failure.raw) return { status: 200, reason: 'OK', headers: [], body: failure.raw }
        if (failure.kind === 'reset') {
          const two = x.from.version === '2' ? options['broken-http2'] : undefined
          if (typeof two === 'number') return frontPage(options.page, two)
          const silent = two ?? (x.from.version !== '2' && x.from.later ? options['broken-later'] : undefined)
          if (silent) return { ...frontPage('none', options.broken), cut: { at: 'before-head', how: silent } }
        }
        if (hold > 0 && statusOf[failure.kind] === options.down) await pause(hold, x.signal)
        return frontPage(options.page, statusOf[failure.kind])
      },
    }
  },
  examples: [
    {
      note: 'nginx in front of an app that is down',
      options: { page: 'nginx', connect: '60s', response: '60s' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<  502 Bad Gateway
   Content-Type: text/html
`,
    },
    {
      note: 'Apache says 503 for the same',
      options: { page: 'apache', down: 503, silent: 502 },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<  503 Service Unavailable
   Content-Type: text/html; charset=iso-8859-1
`,
    },
    {
      note: 'an app that answers is left alone, whatever it says',
      options: { page: 'caddy' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 500 Oops
<  500 Oops
`,
    },
  ],
})
