// What is published of the flow's language, made from the declarations that also check the files: the schema for editors and docs/flow.md.
import { z } from 'zod'
import { DEEDS, expectShape, fetchShape, flowSchema, type PROOFS } from './schema.ts'

export function flowEditorSchema(): object {
  return {
    ...z.toJSONSchema(flowSchema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }),
    title: 'repro-proxy flow',
  }
}

/** What each column of the table asks. */
const ASKS: Readonly<Record<keyof typeof PROOFS, string>> = {
  'signed-in': 'the sign-in ended where it should',
  reload: 'the page opened again still knows the user',
  server: 'a page that the server makes for members only lets the user in',
  client: "what the page's own code asks for the session tells the user",
  api: 'the API tells the user',
  'second-visitor': 'somebody else gets nothing of this session; a failure is a leak',
  'signed-out': 'after signing out nobody is signed in',
}

/** Which steps tell a column when `proves` does not. */
const TOLD: readonly (readonly [string, keyof typeof PROOFS])[] = [
  ['`visit`, `click` or `submit`, until something was expected of this visitor', 'signed-in'],
  ['`reload`, or `visit` after that', 'reload'],
  ['`fetch`', 'api'],
  ['`click` on what signs out', 'signed-out'],
  ['another visitor, `no-text` and `no-cookie`', 'second-visitor'],
  ['another visitor, everything else', 'server'],
]

export function flowPage(): string {
  const words = (shape: Readonly<Record<string, { description?: string | undefined }>>) =>
    table(
      ['key', 'means'],
      Object.entries(shape).map(([name, { description }]) => [`\`${name}\``, description ?? '']),
    )
  return [
    '<!-- Made by `npm run generate` from src/check/flow-file; edits here are lost. -->',
    '# The flow file',
    'A flow is a login written down for [`repro-proxy check --flow FILE`](check.md#a-flow-of-your-own): steps, one after the other. A step does one',
    'thing. A step that cannot be done ends the flow for its visitor; an `expect` that does not hold is told, and the flow goes on.\n',
    '## Steps\n',
    words(DEEDS),
    "A browser sends what a page has, so `fill` and `submit` mind hidden fields, tokens and the page's own code.\n",
    '## `expect`\n',
    'All that is named must hold. A page that fills itself in is given three seconds; what another visitor must not see is not waited for',
    'to go away.\n',
    words(expectShape),
    '## `fetch`\n',
    'A path, or a map:\n',
    words(fetchShape),
    '## `proves`\n',
    'Which column of the table an `expect` fills. It need not be said: the steps before the `expect` tell it.\n',
    table(
      ['column', 'asks', 'told by'],
      Object.entries(ASKS).map(([name, asks]) => [
        `\`${name}\``,
        asks,
        TOLD.filter(([, column]) => column === name)
          .map(([by]) => by)
          .join('; '),
      ]),
    ),
  ].join('\n')
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line), ''].join('\n')
}
