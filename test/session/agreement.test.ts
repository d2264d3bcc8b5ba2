import { expect, test } from 'vitest'
import { agreementInWords } from '../../src/session/agreement.ts'

test('nothing was compared: nothing is said', () => {
  expect(agreementInWords({ compared: 0, agreed: 0, missing: 0, unexpected: 0 })).toBeUndefined()
})

test('all, and nearly all: 100 % means all', () => {
  expect(agreementInWords({ compared: 1, agreed: 1, missing: 0, unexpected: 0 })).toBe(
    'The browser sent the cookies that were predicted in 1 of 1 request (100 %).',
  )
  const nearly = agreementInWords({ compared: 2000, agreed: 1999, missing: 0, unexpected: 1 })
  expect(nearly).toContain('1999 of 2000 requests (99.9 %). The others: 1 with a cookie that should have stayed away')
  expect(nearly).not.toContain('without a cookie')
})
