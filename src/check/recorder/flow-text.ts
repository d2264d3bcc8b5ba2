// flow.yaml as a person would write it: a step to a line.
import { Document, isMap, type Node } from 'yaml'
import type { WrittenStep } from './expectations.ts'

/** `file`: its name in the line that says how to play it. */
export function flowText(steps: readonly WrittenStep[], file: string): string {
  const document = new Document({ about: 'as it was done in a browser', steps })
  const list = document.get('steps') as { items: Node[] }
  // `- fill: { Name: x }`; the step itself stays a map of its own line.
  for (const step of list.items)
    if (isMap(step)) for (const { value } of step.items) if (isMap(value)) value.flow = true
  for (const step of list.items) if (isMap(step) && step.items.length > 1) step.flow = true
  const head = [
    '# yaml-language-server: $schema=./node_modules/repro-proxy/scenarios/flow-schema.json',
    '# Written by "repro-proxy check --record". Play it behind every scenario, with REPRO_USER and REPRO_PASSWORD in the environment:',
    `#   npx repro-proxy check --flow ${file}`,
  ]
  return `${head.join('\n')}\n${document.toString({ lineWidth: 130, flowCollectionPadding: true, nullStr: '' })}`
}
