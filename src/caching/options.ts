// The options of the cache as a scenario writes them.
import { z } from 'zod'
import { DURATION } from '../core/duration.ts'
import { DIALECTS } from './dialects.ts'
import { SOURCES } from './reading.ts'
import { OUTCOMES } from './status.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])
const names = z.array(z.string())
export const staleness = z.union([z.enum(['respect', 'ignore']), duration])

export const statusHeader = z.union([
  z.strictObject({ 'cache-status': z.string().describe('name of the cache in the Cache-Status header (RFC 9211)') }),
  z.strictObject({
    header: z.string().describe('name of the header'),
    words: z
      .partialRecord(z.enum(OUTCOMES), z.string())
      .default({})
      .describe('outcome: text; nothing is sent for an empty one; $id and $by are exchange numbers'),
  }),
])

export const options = z.strictObject({
  like: z
    .enum(DIALECTS)
    .default('rfc9111')
    .describe(
      'whose manners the cache has, where nothing else is said: how it reads headers, what it asks the app, what a 304 changes',
    ),
  methods: names.default(['GET', 'HEAD']).describe('methods that it answers; others go through'),
  extensions: names.optional().describe('only paths that end in these, such as [css, js, png]; all when absent'),
  key: z
    .strictObject({
      scheme: z.boolean().default(true).describe('https and http apart'),
      host: z
        .enum(['request', 'upstream', 'none'])
        .default('request')
        .describe('request: the Host the app will see; upstream: the address of the app (nginx default key)'),
      path: z.boolean().default(true).describe('the path'),
      query: z
        .union([z.enum(['all', 'none']), names])
        .default('all')
        .describe('the whole query, nothing of it, or these parameters'),
      headers: names.default([]).describe('request headers'),
      cookies: z
        .union([z.enum(['all', 'none']), names])
        .default('none')
        .describe('the whole Cookie header, nothing of it, or these cookies'),
      method: z.boolean().default(false).describe('the method; HEAD counts as GET'),
    })
    .prefault({})
    .describe('what decides whose answer a request gets; what is missing is shared by all visitors'),
  sources: z.array(z.enum(SOURCES)).optional().describe('response headers that say how long, the strongest first'),
  'ignore-fields': names
    .default([])
    .describe('response headers that the cache does not look at (nginx proxy_ignore_headers), such as Set-Cookie'),
  'ignore-directives': names.default([]).describe('Cache-Control directives that it passes over, such as private'),
  override: z
    .string()
    .optional()
    .describe(
      'a Cache-Control that counts in place of what the app says; `next dev` always says no-store; empty for none',
    ),
  ttl: z
    .strictObject({
      default: duration.optional().describe('lifetime of answers that say nothing'),
      status: z
        .record(z.string().regex(/^(?:\d{3}|any)$/), duration)
        .default({})
        .describe('the same by status: nginx proxy_cache_valid'),
      min: duration.default(0).describe('at least so long, even for private and no-store (CloudFront minimum TTL)'),
      max: duration.optional().describe('at most so long'),
      fixed: z
        .union([duration, z.literal('off')])
        .default('off')
        .describe('always so long, whatever the app says (edge TTL override)'),
      force: z
        .boolean()
        .optional()
        .describe('whether min and fixed count for private and no-store too (CDNs: yes, Varnish: no)'),
      heuristic: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('part of the time since Last-Modified; 0 guesses nothing'),
    })
    .prefault({})
    .describe('lifetimes: milliseconds or 10m'),
  vary: z
    .strictObject({
      respect: z.boolean().default(true).describe('false: one answer for all (most CDNs)'),
      except: names.optional().describe('request headers that Vary may name without effect'),
      deny: names.default([]).describe('answers whose Vary names these are not stored'),
    })
    .prefault({})
    .describe('what Vary does'),
  authorization: z
    .enum(['rfc9111', 'bypass', 'ignore'])
    .optional()
    .describe(
      'requests with Authorization: stored if public, s-maxage or must-revalidate allows; never; like any other',
    ),
  cookies: z
    .enum(['ignore', 'bypass'])
    .default('ignore')
    .describe('requests with Cookie: like any other, or past the cache'),
  'set-cookie': z
    .enum(['store', 'bypass', 'strip'])
    .default('bypass')
    .describe(
      'answers with Set-Cookie: stored and replayed to everybody; not stored; stored, and nobody gets the cookie',
    ),
  'request-directives': z
    .enum(['respect', 'ignore'])
    .optional()
    .describe('Cache-Control and Pragma of the request (a reload in the browser)'),
  stale: z
    .strictObject({
      'while-revalidate': staleness
        .optional()
        .describe('as the answer says, never, or so long when it says nothing (Varnish grace)'),
      'if-error': staleness.optional().describe('the same when the app fails'),
      'instead-of': z
        .array(z.union([z.enum(['error', 'timeout']), z.number().int()]))
        .default([])
        .describe('stale is better than these, however old (nginx proxy_cache_use_stale)'),
    })
    .prefault({})
    .describe('when answers past their lifetime are used'),
  revalidate: z.boolean().optional().describe('ask with If-None-Match and If-Modified-Since when the lifetime is over'),
  keep: duration.optional().describe('how long an entry is kept for that after its lifetime'),
  collapse: z
    .union([z.boolean(), duration])
    .default(false)
    .describe('requests for the same wait for the first one, so long at most (true: 5s)'),
  'hit-for-miss': duration
    .default(0)
    .describe('so long after an answer that could not be stored, nobody waits (Varnish)'),
  ranges: z
    .enum(['serve', 'if-offered', 'whole', 'bypass'])
    .optional()
    .describe('Range requests: the part; the part if the app sends Accept-Ranges (nginx); the whole; past the cache'),
  age: z
    .enum(['send', 'always', 'keep'])
    .optional()
    .describe("the Age header: on answers from the store; on all; only the app's own (nginx)"),
  'add-date': z.boolean().default(false).describe('stored answers without a Date get one (RFC 9110 section 6.6.1)'),
  invalidate: z.boolean().optional().describe('POST, PUT, DELETE throw away what is stored under their address'),
  parts: z
    .boolean()
    .default(false)
    .describe('parts that were asked for (206) are stored, and given to who asks for no more (RFC 9111 section 3.3)'),
  posts: z
    .boolean()
    .default(false)
    .describe(
      'an answer to POST is stored for GET when it says for how long, and in Content-Location that it is what stands there (RFC 9110 section 9.3.3)',
    ),
  status: z
    .union([statusHeader, z.array(statusHeader)])
    .default([])
    .describe('the response header that tells what the cache did, or several'),
  'head-buffer': z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      'bytes that take the head of an answer together with the header and key of its cache file, else 502 (nginx proxy_buffer_size)',
    ),
  limits: z
    .strictObject({
      entries: z.number().int().positive().default(1000).describe('how many answers'),
      body: z.number().int().positive().default(8_388_608).describe('bytes of one body'),
      bytes: z.number().int().positive().default(67_108_864).describe('bytes of all together'),
    })
    .prefault({})
    .describe('what is kept at most; the least recently used goes first'),
})
