// Lines that nobody writes, out of pieces that somebody does: what our reading of RFC 6265bis and the browser's come to must be
// the same for all of them. SEED=number plays others.
import type { Flow } from '../harness/flow.ts'

const NAMES = [
  'a',
  'b',
  'c',
  '__Host-a',
  '__Secure-b',
  '__host-c',
  '__SECURE-d',
  '__Http-e',
  '__Host-Http-f',
  '',
  'x y',
  'n@me',
  '"q"',
  '$v',
  '__Host',
  '__Secure',
]
const VALUES = ['1', '2', '', '"quoted"', 'a=b', 'sp ace', ' lead', 'trail ', '__Host-x', '{"a":1}', 'a,b', '%20', '=']
const PATHS = ['/', '/p', '/p/', 'p', '', '"/"', '/p/q', '/P', '/p%2Fq', '/?x', '//', '/p/../', ' /p ', '/p\t']
const AGES = [
  '100',
  '0',
  '-1',
  '',
  '1e3',
  '0x10',
  '+5',
  '"10"',
  ' 100 ',
  '99999999999999999999',
  '-99999999999999999999',
  '1.5',
  '10x',
  '-',
  '00',
  '007',
  '34560001',
]
const DATES = [
  'Wed, 09 Jun 2027 10:18:14 GMT',
  'Wed, 09-Jun-27 10:18:14 GMT',
  'Jun 9 10:18:14 2027',
  '10:18:14 9 June 2027',
  '2027-06-09T10:18:14Z',
  '9 Jun 27 1:2:3',
  'Wed Jun 09 2027 10:18:14 GMT+0200 (CEST)',
  '09 Jun 2027 24:00:00',
  '31 Feb 2027 10:00:00',
  '09 Jun 1600 10:18:14',
  '09 Jun 1601 10:18:14',
  '09 Jun 69 10:18:14',
  '09 Jun 70 10:18:14',
  '09 Jun 99 10:18:14',
  '09 Jun 26 10:18:14',
  'Thu, 01-Jan-1970 00:00:01 GMT',
  '09 Jun 2027 10:18',
  '09 Jun 10000 10:18:14',
  '0',
  '',
  'tomorrow',
  'Wed, 09 Jun 2027',
  '9 9 Jun 2027 10:18:14',
  '09 Jun 2027 10:18:14 PM',
  '09/Jun/2027 10:18:14',
  '09 Jun 2027 10.18.14',
  '09 Jun 2027 010:18:14',
  '09 Jun 2027 10:60:14',
  '09 Jun 2027 10:18:60',
  '00 Jun 2027 10:18:14',
  '32 Jun 2027 10:18:14',
  '09 Juni 2027 10:18:14',
  '09 Junk 2027 10:18:14',
  '2027 Jun 09 10:18:14',
  '09 Jun 2027 10:18:14.123',
  '+09 Jun 2027 10:18:14',
  'Jun, 2027 09 10:18:14',
  '009 Jun 2027 10:18:14',
] as const
const SITES = ['Lax', 'lax', 'STRICT', 'None', 'none', '', 'Default', '"Lax"', 'no', ' Strict ']

/** Numbers below 1 that look random and are the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function makeLines(count: number, next: () => number, ours: string, theirs: string): string[] {
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  const domains = [
    ours,
    `.${ours}`,
    `www.${ours}`,
    'test',
    'localhost',
    '',
    '.',
    `${ours}.`,
    '127.0.0.1',
    ours.toUpperCase(),
    ` ${ours} `,
    `${ours}:443`,
    `x.${ours}`,
    `..${ours}`,
    theirs,
    `"${ours}"`,
    `.www.${ours}`,
    '*',
    `${ours}/`,
  ]
  const attributes: readonly (() => string)[] = [
    () => `Path=${one(PATHS)}`,
    () => 'Path=/',
    () => 'path',
    () => `Domain=${one(domains)}`,
    () => `DOMAIN=${one(domains)}`,
    () => `Max-Age=${one(AGES)}`,
    () => `Expires=${one(DATES)}`,
    () => `SameSite=${one(SITES)}`,
    () => one(['Secure', 'secure', 'Secure=false', ' SECURE ', 'Secure']),
    () => one(['HttpOnly', 'httponly=no', 'HttpOnly']),
    () => one(['Partitioned', 'partitioned=1']),
    () => one(['foo', '=x', '', 'foo=bar', 'Max-Age', 'Expires', 'Domain', 'SameSite', 'Priority=High']),
  ]
  return Array.from({ length: count }, () => {
    const pair =
      next() < 0.05
        ? one(['', '=', 'alone', ' = ', ';', 'a'])
        : `${one(NAMES)}${one(['=', '=', '=', ' = '])}${one(VALUES)}`
    const rest = Array.from({ length: Math.floor(next() * 5) }, () => one(attributes)())
    return [pair, ...rest].join(one(['; ', '; ', ';', ' ; ']))
  })
}

export const madeUp: Flow[] = [
  {
    name: 'lines made up out of pieces',
    async play({ page, url, ours, theirs }) {
      const next = numbersFrom(Number(process.env.SEED ?? 1))
      for (const place of [
        '/',
        '/p',
        '/p/q',
        `https://www.${ours}/`,
        `http://${ours}/`,
        `http://www.${ours}/p/`,
        '/',
        `https://x.www.${ours}/p`,
      ]) {
        await page.goto(url(place, { set: makeLines(40, next, ours, theirs) }))
        await page.goto(url(place))
      }
    },
  },
]
