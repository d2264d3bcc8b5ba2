import { describe, expect, test } from 'vitest'
import { page, play, post } from './story.ts'

const cards = (wire: string) =>
  play(wire)
    .findings.cards()
    .map(({ way, outcome, wrong, cause }) => [way, outcome, wrong, cause?.id])
const IN = ['Set-Cookie: sid=abc; Path=/; HttpOnly; Secure', 'Location: /']
const ME = { cookie: 'sid=abc' }
const BACK = { status: '302 Found', answer: ['Location: /login'] }

describe('a login ends', () => {
  test('signed in', () => {
    expect(cards(page('/login') + post('/login', '303 See Other', IN) + page('/', ME) + page('/account', ME))).toEqual([
      ['credentials', 'signed in', undefined, undefined],
    ])
  })
  test("turned down: a wrong password is nobody's bug", () => {
    expect(cards(post('/login', '303 See Other', ['Location: /login?error=1']))).toEqual([
      ['credentials', 'turned down', 1, undefined],
    ])
  })
  test('on an error page', () => {
    expect(cards(post('/login', '500 Internal Server Error', []))).toEqual([
      ['credentials', 'error page', 1, undefined],
    ])
  })
  test('bounced, because the app set no cookie', () => {
    const wire = post('/login', '302 Found', ['Location: /']) + page('/account', BACK)
    expect(cards(wire)).toEqual([['credentials', 'bounced', 1, 'trust-proxy-off']])
  })
  test('elsewhere, because the app takes itself for http', () => {
    const wire = post('/login', '303 See Other', [IN[0]!, 'Location: http://shop.localhost/'], [])
    expect(cards(wire)).toEqual([['credentials', 'sent elsewhere', 1, 'xfp-missing']])
  })
  test('signed in, and lost later', () => {
    const wire = post('/login', '303 See Other', IN) + page('/', ME) + page('/account', { ...ME, ...BACK })
    expect(cards(wire)).toEqual([['credentials', 'lost', 3, undefined]])
  })
  test('and a second one is a card of its own', () => {
    const wire =
      post('/login', '303 See Other', ['Location: /login?error=1']) +
      post('/login', '303 See Other', IN) +
      page('/', ME)
    expect(cards(wire)).toEqual([
      ['credentials', 'turned down', 1, undefined],
      ['credentials', 'signed in', undefined, undefined],
    ])
  })
})

test('what a dev server hides is said beside a login with Auth.js', () => {
  const hmr = '>  GET https://shop.localhost/_next/webpack-hmr\n>> GET /_next/webpack-hmr\n<< 426 Upgrade Required\n'
  const login = post('/login', '303 See Other', [
    'Set-Cookie: authjs.session-token=eyJh; Path=/; HttpOnly',
    'Location: /',
  ])
  expect(play(hmr + login).findings.cards()[0]?.notes).toEqual([expect.stringContaining('AUTH_TRUST_HOST')])
  expect(play(login).findings.cards()[0]?.notes).toEqual([])
})
