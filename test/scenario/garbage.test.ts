// biome-ignore-all lint/suspicious/noTemplateCurlyInString: params are written like that
// Whatever is in a file: it loads, or a UserError says what is wrong. Nothing else is thrown, and nothing hangs.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UserError } from '../../src/core/user-error.ts'
import { findScenario } from '../../src/scenario/find.ts'
import { loadSource } from '../../src/scenario/load.ts'
import { createRegistry } from '../../src/scenario/registry.ts'

const registry = createRegistry()

async function loads(text: string): Promise<void> {
  try {
    ;(await loadSource({ name: 'garbage.yaml', text }, { registry, set: {} })).close()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).exitCode).toBe(2)
    expect((error as UserError).message).toMatch(/^[^\n]+:\d+:\d+: ./)
    expect((error as UserError).message).not.toContain('undefined')
  }
}

const word = fc.constantFrom(
  ...['front', 'about', 'extends', 'use', 'set', 'params', 'proof', 'wire', 'when', 'path', 'not', 'chance', 'without'],
  ...registry.names,
  ...[
    '- ',
    '  ',
    ': ',
    '\n',
    '\n  - ',
    '\n    ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '|',
    '>',
    '"',
    "'",
    '#',
    '!x ',
    '? ',
    '---\n',
    '\t',
    '~',
    ',',
  ],
  ...[
    '$',
    '${x}',
    'direct',
    'behind-nginx',
    '1',
    '-1',
    '1.5',
    'true',
    'null',
    '.inf',
    '/**',
    '>  GET /',
    '%',
    '@',
    '\u0000',
    '\ud800',
  ],
)

test('words of the language in any order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 30 }), (words) => loads(words.join(''))),
    { numRuns: 400 },
  )
})

test('any text', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), loads), { numRuns: 300 })
})

test('any value where something belongs', async () => {
  const front = fc.array(
    fc.dictionary(
      fc.constantFrom('a', 'nginx', 'use'),
      fc.array(
        fc.dictionary(
          fc.constantFrom(...registry.names, 'when', 'nth', 'every', 'after', 'chance', 'believed'),
          fc.jsonValue(),
          { maxKeys: 3 },
        ),
        { maxLength: 4 },
      ),
      { maxKeys: 2 },
    ),
    { maxLength: 3 },
  )
  const document = fc.record(
    {
      front: fc.oneof(front, fc.jsonValue()),
      params: fc.jsonValue(),
      proof: fc.jsonValue(),
      extends: fc.jsonValue(),
      without: fc.jsonValue(),
      seed: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(document, (value) => loads(JSON.stringify(value))),
    { numRuns: 400 },
  )
})

test('real scenarios with one piece changed', async () => {
  const texts = await Promise.all(
    ['behind-nginx', 'nginx-two-hops', 'nginx-cookie-rewrite'].map(async (name) =>
      readFileSync(await findScenario(name), 'utf8'),
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat(40),
      fc.oneof(word, fc.string({ maxLength: 5 })),
      (text, at, length, piece) => {
        const start = at % text.length
        return loads(text.slice(0, start) + piece + text.slice(start + length))
      },
    ),
    { numRuns: 400 },
  )
})
