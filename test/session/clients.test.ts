import { describe, expect, test } from 'vitest'
import { areAlike, kindOfClient, looksOf } from '../../src/session/clients.ts'

const APPLE = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const WIN = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const brands = (name: string) => `"Not;A=Brand";v="8", "Chromium";v="156", "${name}";v="156"`

describe('a client is known by its own words', () => {
  test.each([
    ['chrome', 'chromium', `${WIN} ${APPLE} Chrome/156.0.0.0 Safari/537.36`, brands('Google Chrome')],
    ['chrome', 'chromium', `Mozilla/5.0 (X11; Linux x86_64) ${APPLE} HeadlessChrome/156.0.0.0 Safari/537.36`, ''],
    ['edge', 'chromium', `${WIN} ${APPLE} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`, brands('Microsoft Edge')],
    [
      'edge',
      'chromium',
      `Mozilla/5.0 (Linux; Android 10; K) ${APPLE} Chrome/156.0.0.0 Mobile Safari/537.36 EdgA/156.0`,
      '',
    ],
    ['brave', 'chromium', `${WIN} ${APPLE} Chrome/156.0.0.0 Safari/537.36`, brands('Brave')],
    ['opera', 'chromium', `${WIN} ${APPLE} Chrome/155.0.0.0 Safari/537.36 OPR/125.0.0.0`, brands('Opera')],
    ['firefox', 'firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', ''],
    ['safari', 'safari', `${MAC} Version/26.0 Safari/605.1.15`, ''],
    ['safari', 'safari', `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, ''],
    ['chrome', 'safari', `${IPHONE} CriOS/156.0.0.0 Mobile/15E148 Safari/604.1`, ''],
    ['chrome', 'safari', `${MAC} CriOS/156 Version/11.1.1 Safari/605.1.15`, ''],
    ['firefox', 'safari', `${IPHONE} FxiOS/153.0 Mobile/15E148 Safari/605.1.15`, ''],
    ['edge', 'safari', `${IPHONE} Version/18.0 EdgiOS/156.0.0.0 Mobile/15E148 Safari/604.1`, ''],
  ])('%s, by the rules of %s: %s', (name, profile, userAgent, hints) => {
    const headers = ['User-Agent', userAgent, ...(hints === '' ? [] : ['Sec-CH-UA', hints])]
    expect(kindOfClient(headers)).toEqual({ name, profile, browser: true })
  })

  test.each([
    ['curl', 'curl/8.5.0'],
    ['script', 'node'],
    ['script', 'axios/1.9.0'],
    [
      'bot',
      `Mozilla/5.0 ${APPLE}; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/156.0.0.0 Safari/537.36`,
    ],
    ['client', ''],
  ])('%s is no browser: %s', (name, userAgent) => {
    const headers = userAgent === '' ? [] : ['user-agent', userAgent]
    expect(kindOfClient(headers)).toEqual({ name, profile: 'chromium', browser: false })
  })
})

describe('two requests may be of one profile', () => {
  const looks = (userAgent: string, hints: string, language = 'en') =>
    looksOf(['User-Agent', userAgent, ...(hints ? ['Sec-CH-UA', hints] : []), 'Accept-Language', language])

  test('when one of them carries no hints: plain http, a WebSocket handshake', () => {
    expect(areAlike(looks('a', brands('Brave')), looks('a', ''))).toBe(true)
  })
  test('when only the language differs: a private window shortens it', () => {
    expect(areAlike(looks('a', '', 'de,en'), looks('a', '', 'de'))).toBe(true)
  })
  test('not when they name themselves otherwise', () => {
    expect(areAlike(looks('a', ''), looks('b', ''))).toBe(false)
    expect(areAlike(looks('a', brands('Brave')), looks('a', brands('Google Chrome')))).toBe(false)
  })
})
