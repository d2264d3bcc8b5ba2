// What a command is: words and options as data, so that --help, checks and suggestions need nothing else of it, and a `run`
// that loads what it works with only when it is called.
import type { InferredOptionTypes, Options } from 'yargs'

export type CommandOptions = Readonly<Record<string, Options>>

export interface Command<O extends CommandOptions = CommandOptions, W extends CommandOptions = CommandOptions> {
  /** What stands after the program's name, in yargs' notation: `show <file>`. */
  readonly usage: string
  /** One line. */
  readonly about: string
  /** The words in `usage` that are not the command's name. */
  readonly words?: W
  readonly options: O
  /** Command line after the program's name, and what it does. */
  readonly examples: readonly (readonly [line: string, about: string])[]
  /** Said at the end of --help. */
  readonly epilogue?: string
  /** It starts an app: words after `--` are program and arguments. Absent: they are not for this command. */
  readonly startsApp?: true
  /** Answers the exit code, 0 when nothing. Rejects with UserError for what a person can mend. `app`: the words after `--`. */
  run(args: InferredOptionTypes<O> & InferredOptionTypes<W>, app: readonly string[]): Promise<number | void>
}

/** Keeps the types of options and arguments together; adds nothing at run time. */
export function command<const O extends CommandOptions, const W extends CommandOptions = Record<never, never>>(
  definition: Command<O, W>,
): Command<O, W> {
  return definition
}
