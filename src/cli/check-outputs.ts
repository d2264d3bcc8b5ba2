// Where a check's result goes besides the terminal. What cannot be written is told before minutes of checking, not after.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Checked } from '../check/check.ts'
import { UserError } from '../core/user-error.ts'
import { say } from './say.ts'

export interface OutputFlags {
  readonly junit?: string | undefined
  readonly markdown?: string | undefined
  readonly report?: string | undefined
}

export interface Output {
  readonly path: string
  render(checked: Checked): Promise<string>
}

/** Makes the folders and an empty file in each. Throws UserError when that is not allowed. */
export function openOutputs({ junit, markdown, report }: OutputFlags): Output[] {
  const outputs: (Output & { flag: string })[] = [
    ...(junit === undefined
      ? []
      : [
          {
            flag: 'junit',
            path: resolve(junit),
            render: async (checked: Checked) => (await import('../views/check-junit.ts')).checkJunit(checked),
          },
        ]),
    ...(markdown === undefined
      ? []
      : [
          {
            flag: 'markdown',
            path: resolve(markdown),
            render: async (checked: Checked) => (await import('../views/check-markdown.ts')).checkMarkdown(checked),
          },
        ]),
    ...(report === undefined
      ? []
      : [
          {
            flag: 'report',
            path: join(resolve(report), 'index.html'),
            render: async (checked: Checked) => (await import('../views/check-html.ts')).checkHtml(checked),
          },
        ]),
  ]
  for (const { flag, path } of outputs) {
    try {
      makeFolder(dirname(path))
      writeFileSync(path, '', { flag: 'a' })
    } catch (error) {
      throw new UserError(`--${flag}: ${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`, {
        hint: 'Name a place where you may write.',
        exitCode: 2,
      })
    }
  }
  return outputs
}

/** Node's own `recursive` never comes back from places such as /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

export async function writeOutputs(outputs: readonly Output[], checked: Checked): Promise<void> {
  for (const { path, render } of outputs) writeFileSync(path, await render(checked))
}

export async function sayJson(checked: Checked): Promise<void> {
  const { maskEvent } = await import('../views/mask.ts')
  const { clean } = await import('../views/check-words.ts')
  const results = checked.results.map(({ events: _, ...result }) => ({
    ...result,
    seen: result.seen.map(clean),
    ...(result.cause ? { cause: maskEvent(result.cause) } : {}),
    findings: result.findings.map((finding) => maskEvent(finding)),
  }))
  say(JSON.stringify({ ...checked, results }, null, 2))
}
