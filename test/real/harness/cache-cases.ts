// What two visitors ask and what the app answers the first one, a line for each rule about which caches disagree: by the book or
// with each other. Dates are seconds from now, written as @60@.
export interface CacheCase {
  readonly id: string
  readonly status?: number
  /** What the app answers, flat. */
  readonly answer: readonly string[]
  readonly method?: string
  readonly first?: readonly string[]
  readonly second?: readonly string[]
}

const cc = (text: string) => ['Cache-Control', text]
const FRESH = cc('max-age=3600')
const language = (text: string) => ['Accept-Language', text]
const VARIES = [...FRESH, 'Vary', 'Accept-Language']
const VARIES_OTHERWISE = [...FRESH, 'Vary', 'X-A']
const MODIFIED = [...FRESH, 'Last-Modified', '@-3000@', 'ETag', '"a"']

const answers: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  fresh: FRESH,
  'max-age-0': cc('max-age=0'),
  's-maxage-wins': cc('max-age=0, s-maxage=600'),
  's-maxage-0': cc('max-age=600, s-maxage=0'),
  private: cc('private, max-age=600'),
  'private-field': cc('private="x-a", max-age=600'),
  'no-cache': cc('no-cache, max-age=600'),
  'no-cache-field': [...cc('no-cache="x-a", max-age=600'), 'X-A', '1'],
  'no-store': cc('no-store, max-age=600'),
  'quoted-word': cc('extension="no-store", max-age=600'),
  'upper-case': cc('MAX-AGE=600'),
  quoted: cc('max-age="600"'),
  decimal: cc('max-age=600.5'),
  letters: cc('max-age=a600'),
  'letters-behind': cc('max-age=600a'),
  'space-before': cc('max-age =600'),
  'space-behind': cc('max-age= 600'),
  'two-lines': [...cc('max-age=600'), ...cc('no-store')],
  'expires-later': ['Expires', '@600@'],
  'expires-past': ['Expires', '@-600@'],
  'expires-zero': ['Expires', '0'],
  'expires-odd-month': ['Expires', 'Thu, 18 AuG 2050 02:01:18 GMT'],
  'expires-no-comma': ['Expires', 'Thu 18 Aug 2050 02:01:18 GMT'],
  'expires-zone': ['Expires', 'Thu, 18 Aug 2050 02:01:18 AEST'],
  'expires-rfc850': ['Expires', 'Thursday, 18-Aug-50 02:01:18 GMT'],
  'expires-asctime': ['Expires', 'Thu Aug 18 02:01:18 2050'],
  'expires-and-max-age': [...cc('max-age=600'), 'Expires', '@-600@'],
  pragma: ['Pragma', 'no-cache'],
  'last-modified-only': ['Last-Modified', '@-86400@'],
  'age-over': [...FRESH, 'Age', '7200'],
  'age-list': [...FRESH, 'Age', '0, 7200'],
  'age-two-lines': [...FRESH, 'Age', '7200', 'Age', '0'],
  'age-decimal': [...FRESH, 'Age', '7200.0'],
  'age-word': [...FRESH, 'Age', 'old'],
  'age-negative': [...FRESH, 'Age', '-7200'],
  'set-cookie': [...FRESH, 'Set-Cookie', 'sid=alice'],
  'surrogate-control': ['Surrogate-Control', 'max-age=600', ...cc('no-store')],
  'cdn-cache-control': ['CDN-Cache-Control', 'max-age=600', ...cc('no-store')],
  'accel-expires': ['X-Accel-Expires', '600', ...cc('no-store')],
  'accel-expires-0': ['X-Accel-Expires', '0', ...FRESH],
  'vary-star': [...FRESH, 'Vary', '*'],
  'vary-star-star': [...FRESH, 'Vary', '*, *'],
  'vary-empty-star': [...FRESH, 'Vary', ', *'],
  'vary-name-star': [...FRESH, 'Vary', 'X-A, *'],
  'vary-star-name': [...FRESH, 'Vary', '*, X-A'],
  'content-range-unasked': [...FRESH, 'Content-Range', 'bytes 0-2/3'],
}

const statuses = [201, 203, 204, 206, 301, 302, 303, 307, 308, 400, 403, 404, 405, 410, 414, 500, 501, 503, 599]

export const CACHE_CASES: readonly CacheCase[] = [
  ...Object.entries(answers).map(([id, answer]) => ({ id, answer })),
  ...statuses.map((status) => ({ id: `status-${status}`, status, answer: ['Location', '/elsewhere'] })),
  ...statuses.map((status) => ({ id: `status-${status}-fresh`, status, answer: ['Location', '/elsewhere', ...FRESH] })),
  { id: 'vary-same', answer: VARIES, first: language('en, de'), second: language('en, de') },
  { id: 'vary-other', answer: VARIES, first: language('en'), second: language('de') },
  { id: 'vary-absent', answer: VARIES, first: language('en') },
  { id: 'vary-blanks', answer: VARIES, first: language('en, de'), second: language('en ,   de') },
  { id: 'vary-order', answer: VARIES, first: language('en, de'), second: language('de, en') },
  { id: 'vary-case', answer: VARIES, first: language('en'), second: language('EN') },
  { id: 'vary-lines', answer: VARIES, first: language('en, de'), second: [...language('en'), ...language('de')] },
  { id: 'vary-unknown', answer: VARIES_OTHERWISE, first: ['X-A', '1, 2'], second: ['X-A', '1, 2'] },
  { id: 'vary-unknown-blanks', answer: VARIES_OTHERWISE, first: ['X-A', '1, 2'], second: ['X-A', '1,2'] },
  { id: 'vary-unknown-lines', answer: VARIES_OTHERWISE, first: ['X-A', '1,2'], second: ['X-A', '1', 'X-A', '2'] },
  { id: 'vary-unknown-empty', answer: VARIES_OTHERWISE, first: ['X-A', ''] },
  { id: 'tag-same', answer: MODIFIED, second: ['If-None-Match', '"a"'] },
  { id: 'tag-weak', answer: MODIFIED, second: ['If-None-Match', 'W/"a"'] },
  { id: 'tag-list', answer: MODIFIED, second: ['If-None-Match', '"x", "a"'] },
  { id: 'tag-any', answer: MODIFIED, second: ['If-None-Match', '*'] },
  { id: 'tag-other', answer: MODIFIED, second: ['If-None-Match', '"x"'] },
  { id: 'date-same', answer: MODIFIED, second: ['If-Modified-Since', '@-3000@'] },
  { id: 'date-later', answer: MODIFIED, second: ['If-Modified-Since', '@-2000@'] },
  { id: 'date-earlier', answer: MODIFIED, second: ['If-Modified-Since', '@-4000@'] },
  { id: 'date-without', answer: FRESH, second: ['If-Modified-Since', '@0@'] },
  { id: 'date-without-earlier', answer: FRESH, second: ['If-Modified-Since', '@-4000@'] },
  { id: 'date-to-come', answer: MODIFIED, second: ['If-Modified-Since', '@4000@'] },
  { id: 'tag-and-date', answer: MODIFIED, second: ['If-None-Match', '"a"', 'If-Modified-Since', '@-4000@'] },
  { id: 'tag-not-date', answer: MODIFIED, second: ['If-None-Match', '"x"', 'If-Modified-Since', '@-3000@'] },
  { id: 'tag-on-miss', answer: MODIFIED, first: ['If-None-Match', '"a"'] },
  { id: 'range', answer: [...MODIFIED, 'Accept-Ranges', 'bytes'], second: ['Range', 'bytes=0-1'] },
  { id: 'range-unoffered', answer: MODIFIED, second: ['Range', 'bytes=0-1'] },
  { id: 'range-end', answer: [...MODIFIED, 'Accept-Ranges', 'bytes'], second: ['Range', 'bytes=-2'] },
  { id: 'range-beyond', answer: [...MODIFIED, 'Accept-Ranges', 'bytes'], second: ['Range', 'bytes=900-'] },
  { id: 'range-first', answer: [...MODIFIED, 'Accept-Ranges', 'bytes'], first: ['Range', 'bytes=0-1'] },
  { id: 'authorization', answer: FRESH, first: ['Authorization', 'Bearer a'] },
  { id: 'authorization-public', answer: cc('public, max-age=600'), first: ['Authorization', 'Bearer a'] },
  { id: 'cookie', answer: FRESH, first: ['Cookie', 'sid=alice'], second: ['Cookie', 'sid=bob'] },
  { id: 'cookie-second', answer: FRESH, second: ['Cookie', 'sid=bob'] },
  { id: 'asks-no-cache', answer: FRESH, second: cc('no-cache') },
  { id: 'asks-max-age', answer: FRESH, second: cc('max-age=0') },
  { id: 'asks-pragma', answer: FRESH, second: ['Pragma', 'no-cache'] },
  { id: 'asks-only-if-cached', answer: FRESH, first: cc('only-if-cached') },
  { id: 'head', method: 'HEAD', answer: FRESH },
  { id: 'post', method: 'POST', answer: FRESH },
]
