// What fronts take, by name. Measured: nginx 1.22.1, Apache 2.4, HAProxy 2.6.12, each found to the byte by trying both sides of the
// edge; the others as their documentation says. A status nobody has documented is believed, and said to be.
import type { FrontPage } from './front-page.ts'
import type { HeadLimits } from './head-limits.ts'

export const LIMITS_OF = [
  'nginx',
  'apache',
  'haproxy',
  'varnish',
  'node',
  'vercel',
  'heroku',
  'alb',
  'cloudfront',
  'api-gateway',
] as const
export type LimitsOf = (typeof LIMITS_OF)[number]

interface Refusal {
  readonly status: number
  /** Status when it is the request line that is too large. */
  readonly line: number
  /** The stream or the connection is reset; no answer. */
  readonly reset?: boolean
}

export interface RequestPreset {
  readonly http1: HeadLimits
  readonly http2?: HeadLimits
  readonly refusal: Refusal
  readonly refusal2?: Refusal
  readonly body?: number
  readonly page: FrontPage
}

export interface ResponsePreset {
  readonly limits: HeadLimits
  readonly status: number
  readonly page: FrontPage
}

const same = (status: number): Refusal => ({ status, line: status })

export const REQUEST_PRESETS: Record<LimitsOf, RequestPreset> = {
  // large_client_header_buffers 4 8k, client_header_buffer_size 1k, client_max_body_size 1m; over HTTP/2 the coded value counts.
  nginx: {
    http1: { buffers: { first: 1024, size: 8192, number: 4 }, count: 1000 },
    http2: { counting: 'hpack', line: 8192, header: 8192, totalCounting: 'fields', total: 32_768, count: 1000 },
    refusal: { status: 400, line: 414 },
    refusal2: { ...same(400), reset: true },
    body: 1_048_576,
    page: 'nginx',
  },
  // LimitRequestLine 8190, LimitRequestFieldSize 8190 (also for repeated lines together), LimitRequestFields 100.
  apache: {
    http1: { line: 8193, header: 8193, merged: 8190, count: 100 },
    http2: { line: 8205, header: 8192, merged: 8190, count: 100 },
    refusal: { status: 400, line: 414 },
    refusal2: { status: 431, line: 414 },
    page: 'apache',
  },
  // tune.bufsize 16384 less tune.maxrewrite 1024; tune.http.maxhdr 101.
  haproxy: {
    http1: { counting: 'htx', total: 15_292, count: 100 },
    refusal: same(400),
    refusal2: { ...same(400), reset: true },
    page: 'haproxy',
  },
  // http_req_hdr_len 8k, http_req_size 32k, http_max_hdr 64 (documentation of varnishd).
  varnish: { http1: { line: 8192, header: 8194, total: 32_768, count: 63 }, refusal: same(400), page: 'none' },
  // --max-http-header-size 16 KiB (documentation of Node).
  node: { http1: { total: 16_384 }, refusal: same(431), page: 'none' },
  // Documented: 16 KB for one header, 32 KB for all, names included; 494 and 413 from its error codes.
  vercel: { http1: { header: 16_384, total: 32_768 }, refusal: same(494), body: 4_500_000, page: 'none' },
  // Documented: request line and header lines 8192, names 1000, 1000 headers.
  heroku: { http1: { line: 8192, header: 8192, name: 1000, count: 1000 }, refusal: same(400), page: 'none' },
  // Documented: request line and one header 16 K, all headers 64 K.
  alb: { http1: { line: 16_384, header: 16_384, total: 65_536 }, refusal: { status: 400, line: 414 }, page: 'none' },
  // Documented: request 20,480 bytes with headers and query, URL 8,192.
  cloudfront: { http1: { line: 8207, total: 20_480 }, refusal: same(413), page: 'none' },
  // Documented: request line and header values 10,240 bytes; the status is believed.
  'api-gateway': { http1: { counting: 'values', total: 10_240 }, refusal: same(431), page: 'none' },
}

/** Fronts that are missing here pass what the app says. */
export const RESPONSE_PRESETS: Record<LimitsOf, ResponsePreset | undefined> = {
  // proxy_buffer_size 4k takes the whole head.
  nginx: { limits: { total: 4096 }, status: 502, page: 'nginx' },
  // ProxyIOBufferSize: one line; any number of them passes.
  apache: { limits: { header: 8193 }, status: 502, page: 'apache' },
  haproxy: { limits: { counting: 'htx', total: 15_292, count: 101 }, status: 502, page: 'haproxy' },
  // http_resp_hdr_len 8k, http_resp_size 32k, http_max_hdr 64.
  varnish: { limits: { header: 8194, total: 32_768, count: 63 }, status: 503, page: 'varnish' },
  node: undefined,
  vercel: undefined,
  // Documented: a cookie over 8192 bytes is H25.
  heroku: { limits: { cookie: 8204 }, status: 502, page: 'none' },
  // Documented: response headers 32 K.
  alb: { limits: { total: 32_768 }, status: 502, page: 'none' },
  cloudfront: undefined,
  'api-gateway': undefined,
}
