// Every ```yaml block in docs/ loads. One that is a list of steps gets a hop around it; a ```wire block right after it is its proof.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadSource } from '../../src/scenario/load.ts'
import { printProofs, runProofs } from '../../src/scenario/proofs.ts'
import { createRegistry } from '../../src/scenario/registry.ts'

const DOCS = new URL('../../docs/', import.meta.url)
const registry = createRegistry()
const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by))

for (const page of readdirSync(DOCS).filter((name) => name.endsWith('.md'))) {
  const text = readFileSync(new URL(page, DOCS), 'utf8')
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```\n(?:```wire\n([\s\S]*?)^```\n)?/gm)]
  if (blocks.length === 0) continue
  describe(page, () => {
    test.each(
      blocks.map((block) => ({ line: text.slice(0, block.index).split('\n').length, yaml: block[1]!, wire: block[2] })),
    )('line $line', async ({ line, yaml, wire }) => {
      const step = yaml.startsWith('- ')
      const whole = step ? `front:\n  - front:\n${indented(yaml, 6)}` : yaml
      // The page's examples of behaviours are proved with the behaviours, without the `connection` that every hop has.
      const proof =
        wire === undefined || page === 'scenario-language.md' ? '' : `\nproof:\n  - wire: |\n${indented(wire, 6)}`
      const scenario = await loadSource({ name: `${page}:${line}`, text: whole + proof }, { registry })
      const results = await runProofs(scenario)
      expect(results.every(({ ok }) => ok) ? '' : printProofs(results)).toBe('')
      if (proof !== '') expect(results.length).toBeGreaterThan(0)
      scenario.close()
    })
  })
}
