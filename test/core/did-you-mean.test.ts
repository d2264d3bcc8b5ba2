import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didYouMean, nearest } from '../../src/core/did-you-mean.ts'

const NAMES = ['host', 'forwarded', 'request-cookies', 'response-cookies', 'behind-nginx', 'url']

describe('nearest', () => {
  test.each([
    ['hots', 'host'],
    ['Host', 'host'],
    ['forwardd', 'forwarded'],
    ['respons-cookie', 'response-cookies'],
    ['cookies-request', 'request-cookies'],
    ['nginx-behind', 'behind-nginx'],
    ['behind_nginx', 'behind-nginx'],
  ])('%s is probably %s', (word, name) => {
    expect(nearest(word, NAMES)).toBe(name)
  })

  test.each(['', 'x', 'cache', 'completely-different', 'h'.repeat(100)])('%s is like none of them', (word) => {
    expect(nearest(word, NAMES)).toBeUndefined()
  })

  test('one slip is always found among words that have nothing in common', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.nat(),
        fc.constantFrom('drop', 'add', 'wrong', 'swap'),
        (name, n, how) => {
          const i = n % (name.length - 1)
          const [a, b] = [name.slice(0, i), name.slice(i + 1)]
          const word =
            how === 'drop'
              ? a + b
              : how === 'add'
                ? `${a}q${name[i]}${b}`
                : how === 'wrong'
                  ? `${a}q${b}`
                  : a + b[0] + name[i] + b.slice(1)
          expect(nearest(word, NAMES)).toBe(name)
        },
      ),
    )
  })
})

test('didYouMean ends a sentence or adds nothing to it', () => {
  expect(didYouMean('hots', NAMES)).toBe('; did you mean "host"?')
  expect(didYouMean('zzzzzz', NAMES)).toBe('')
})
