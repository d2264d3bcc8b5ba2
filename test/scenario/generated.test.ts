import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { generatedFiles } from '../../src/cli/generate.ts'
import { createRegistry } from '../../src/scenario/registry.ts'
import type { JsonSchema } from '../../src/scenario/schema.ts'

const ROOT = new URL('../../', import.meta.url)
const files = await generatedFiles()

test.each([...files])('%s is up to date (npm run generate)', (path, text) => {
  expect(readFileSync(new URL(path, ROOT), 'utf8') === text).toBe(true)
})

describe('the schema for editors', () => {
  const schema = JSON.parse(files.get('scenarios/schema.json')!) as JsonSchema
  const names = createRegistry().names

  test('knows every behaviour, and one of them per step', () => {
    const step = schema.definitions!.step!
    expect(Object.keys(step.properties!)).toEqual(expect.arrayContaining([...names]))
    expect(step.oneOf).toEqual(names.map((name) => ({ required: [name] })))
    expect(step.additionalProperties).toBe(false)
  })

  test('asks for nothing that has a default', () => {
    const required = JSON.stringify(schema).match(/"default":[^{}]*"required"/g)
    expect(required).toBeNull()
    expect(schema.required).toBeUndefined()
    expect(schema.definitions!.step!.properties!.redirect!.anyOf![0]!.required).toBeUndefined()
  })

  test('lets a param stand for a number, a word or a list, and has every definition that it refers to', () => {
    const { step } = schema.definitions!
    const reference = { $ref: '#/definitions/param-reference' }
    expect(step!.properties!.chance!.anyOf).toContainEqual(reference)
    expect(step!.properties!.answer!.anyOf![0]!.properties!.status!.anyOf).toContainEqual(reference)
    const refs = new Set(JSON.stringify(schema).match(/"\$ref":"[^"]*"/g))
    for (const ref of refs)
      expect(Object.keys(schema.definitions!)).toContain(ref.slice('"$ref":"#/definitions/'.length, -1))
  })
})

test('the reference page tells every behaviour, option and condition', () => {
  const page = files.get('docs/scenario-language.md')!
  for (const name of createRegistry().names) expect(page).toContain(`\n### ${name}\n`)
  for (const word of [
    '`front`',
    '`without`',
    '`nth`',
    '`believed`',
    '`status`',
    '`strip-prefix`',
    '`query.keep`',
    '`normalise.percent`',
  ])
    expect(page).toContain(`| ${word} |`)
  expect(page).not.toMatch(/\bundefined\b|\[object/)
})
