// A scenario written down with everything in its place: a file that loads again and behaves the same.
import { Document, isMap, isScalar, visit } from 'yaml'
import type { ResolvedScenario } from './resolved.ts'

interface Shown {
  readonly name: string
  readonly params: readonly { readonly name: string; readonly value: unknown }[]
  readonly resolved: ResolvedScenario
}

export function showScenario({ name, params, resolved }: Shown): string {
  const document = new Document(resolved)
  const set = params.map((param) => `${param.name}=${String(param.value)}`)
  document.commentBefore = ` ${name}, resolved${set.length > 0 ? `, with ${set.join(' ')}` : ''}`
  visit(document, {
    Map(_, map) {
      const mark = map.get('believed')
      // Easy to overlook among the options; what is not known to be so should not be.
      if (mark !== undefined && mark !== false) map.commentBefore = ' believed, neither documented nor measured:'
      // The options of a step on one line, as people write them, when they fit there.
      for (const { value } of map.items)
        if (isMap(value) && value.items.every((item) => isScalar(item.value)) && JSON.stringify(value).length < 90)
          value.flow = true
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, indentSeq: true })
}
