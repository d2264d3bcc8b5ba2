// The generated files, as text; run by itself (`node dist/cli/generate.js`), it writes them.
import { existsSync, realpathSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { flowEditorSchema, flowPage } from '../check/flow-file/published.ts'
import { diagnosesPage } from '../findings/page.ts'
import { listScenarios } from '../scenario/find.ts'
import { groupsOf } from '../scenario/groups.ts'
import { loadScenario } from '../scenario/load.ts'
import { referencePage } from '../scenario/reference-page.ts'
import type { Registry } from '../scenario/registry.ts'
import { createRegistry } from '../scenario/registry.ts'
import { scenariosPage } from '../scenario/scenarios-page.ts'
import { clashes, editorSchema } from '../scenario/schema.ts'
import { reasonsPage } from '../session/reasons-page.ts'

/** Path from the package's root, and text. */
export async function generatedFiles(registry: Registry = createRegistry()): Promise<Map<string, string>> {
  const odd = clashes(registry.names)
  if (odd.length > 0)
    throw new Error(`no behaviour can be called ${odd.join(', ')}: these keys mean something else in a step`)
  const behaviours = await Promise.all(registry.names.map((name) => registry.load(name)))
  return new Map([
    ['scenarios/schema.json', `${JSON.stringify(editorSchema(behaviours), null, 1)}\n`],
    ['scenarios/flow-schema.json', `${JSON.stringify(flowEditorSchema(), null, 1)}\n`],
    ['docs/flow.md', flowPage()],
    ['docs/scenario-language.md', referencePage(behaviours)],
    ['docs/scenarios.md', await shippedPage(registry)],
    ['docs/diagnoses.md', await diagnosesPage()],
    ['docs/cookie-reasons.md', reasonsPage()],
  ])
}

async function shippedPage(registry: Registry): Promise<string> {
  const listed = await listScenarios()
  const loaded = await Promise.all(listed.map(({ name }) => loadScenario(name, { registry })))
  for (const scenario of loaded) scenario.close()
  return scenariosPage(groupsOf(listed), new Map(loaded.map((scenario) => [scenario.name, scenario])))
}

const started = process.argv[1]
if (started !== undefined && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await generatedFiles()) {
    await writeFile(new URL(`../../${path}`, import.meta.url), text)
    process.stdout.write(`${path}\n`)
  }
}
