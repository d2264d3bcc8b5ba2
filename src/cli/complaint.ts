// How things that went wrong are told: a person's mistake as one message and a hint; a mistake of ours with its stack, the
// versions, and the request to report it.
import { UserError } from '../core/user-error.ts'
import { inert } from '../views/inert.ts'
import { styleOf } from './say.ts'

/** The exit code and the text, without a newline at its end. */
export function complaint(error: unknown, version: string): { text: string; exitCode: number } {
  const label = styleOf(process.stderr).red('error:')
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? '' : `\n  ${shown(error.hint).join('\n  ')}`
    return { text: `${label} ${shown(error.message).join('\n')}${hint}`, exitCode: error.exitCode }
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause = error instanceof Error && error.cause ? `\ncaused by ${String((error.cause as Error).stack)}` : ''
  const where = `repro-proxy ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`
  const text = `${label} this is a mistake in repro-proxy, not in what you did.\n\n${stack}${cause}\n\n${where}\nPlease report it with the lines above.`
  return { text, exitCode: 1 }
}

/** Names and words of the app's may stand in it. */
const shown = (text: string) => text.split('\n').map(inert)
