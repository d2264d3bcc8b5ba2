import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Behaviour } from '../../src/core/behaviour.ts'
import type { Chain } from '../../src/core/chain.ts'
import { mismatches, REHEARSAL, rehearse } from '../../src/core/rehearse.ts'
import { parseWire } from '../../src/core/wire.ts'

const FOLDER = new URL('../../src/behaviours/', import.meta.url)
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'))
const behaviours = await Promise.all(
  files.map(async (file) => ({
    file,
    it: ((await import(new URL(file, FOLDER).href)) as { default: Behaviour }).default,
  })),
)

test('the folder holds behaviours and nothing else', () => {
  expect(readdirSync(FOLDER).filter((name) => !name.endsWith('.ts'))).toEqual([])
  expect(files.length).toBeGreaterThan(10)
})

for (const { file, it } of behaviours) {
  describe(file, () => {
    test('is named after its file and says what it does', () => {
      expect(`${it.name}.ts`).toBe(file)
      expect(it.about.length).toBeGreaterThan(15)
      expect(it.about).not.toMatch(/\n|\.$/)
    })

    test('describes every option', () => {
      expect(undescribed(z.toJSONSchema(it.options, { io: 'input' }) as Schema, '')).toEqual([])
    })

    test('refuses options that it does not know', () => {
      expect(it.options.safeParse({ 'no-such-option': 1 }).success).toBe(false)
    })

    test('has two examples or more', () => {
      expect(it.examples.length).toBeGreaterThanOrEqual(2)
    })

    it.examples.forEach(({ note, options, wire }, i) => {
      test(note ?? `example ${i + 1}`, async () => {
        const hooks = it.setup(it.options.parse(options), { random: () => 0.5, now: () => 0, hop: 'front' })
        const chain: Chain = { hops: [{ name: 'front' }], steps: [{ hop: 'front', hopIndex: 0, name: it.name, hooks }] }
        const wanted = parseWire(wire)
        expect(wanted.length).toBeGreaterThan(0)
        const got = await rehearse(chain, wanted, REHEARSAL)
        expect(got.length).toBe(wanted.length)
        got.forEach(({ exchange }, k) => {
          expect(mismatches(wanted[k]!, exchange)).toEqual([])
          // The other way round: nothing came out that the example does not name.
          expect(Object.keys(exchange).sort()).toEqual(Object.keys(wanted[k]!).sort())
        })
      })
    })
  })
}

interface Schema {
  description?: string
  properties?: Record<string, Schema>
  anyOf?: Schema[]
  items?: Schema
  additionalProperties?: Schema | boolean
}

/** Paths of properties that no description explains. */
function undescribed(schema: Schema, path: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    ...(property.description ? [] : [`${path}/${name}`]),
    ...undescribed(property, `${path}/${name}`),
  ])
  const deeper = [...(schema.anyOf ?? []), schema.items, schema.additionalProperties].flatMap((inner) =>
    typeof inner === 'object' ? undescribed(inner, path) : [],
  )
  return [...own, ...deeper]
}
