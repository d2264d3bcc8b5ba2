// What yargs finds wrong with a command line, in our words and with a suggestion.
import { nearest } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import type { Command } from './command.ts'

/** Every command has these. */
export const COMMON_FLAGS = ['help', 'version']

/** `message`: as yargs words it (18, English). `commands`: names of all commands. */
export function usageError(
  message: string,
  argv: readonly string[],
  name: string,
  command: Command | undefined,
  commands: readonly string[],
): UserError {
  const help = `repro-proxy ${name === '' ? '' : `${name} `}--help shows how it is used.`
  const unknown = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.[1]?.split(', ')[0]
  if (unknown !== undefined) {
    if (!isFlag(unknown, argv)) return unknownWord(unknown, name, commands, help)
    const flag = unknown.length === 1 ? `-${unknown}` : `--${unknown}`
    const flags = Object.entries(command?.options ?? {}).flatMap(([key, { type, hidden }]) =>
      hidden ? [] : type === 'boolean' ? [key, `no-${key}`] : [key],
    )
    const found = nearest(unknown, [...flags, ...COMMON_FLAGS])
    const meant = found === undefined ? '' : `; did you mean "--${found}"?`
    return new UserError(`there is no option ${flag}${name === '' ? '' : ` for ${name}`}${meant}`, { hint: help })
  }
  const needy = /^Not enough arguments following: (\S+)/.exec(message)?.[1]
  if (needy !== undefined) return new UserError(`--${needy} needs a value`, { hint: help })
  const required = /^Missing required arguments?: (\S+?)(?:,|$)/.exec(message)?.[1]
  if (required !== undefined) return new UserError(`${name} needs --${required}`, { hint: help })
  const choice = /Argument: (\S+), Given: "?(.*?)"?, Choices: (.*)/.exec(message)
  if (choice) {
    const [, option = '', given = '', listed = ''] = choice
    const choices = listed.split(', ').map((one) => one.replaceAll('"', ''))
    const found = nearest(given, choices)
    return new UserError(
      `--${option} ${given}: expected ${orList(choices)}${found === undefined ? '' : `; did you mean "${found}"?`}`,
      { hint: help },
    )
  }
  if (/^Not enough non-option arguments/.test(message)) {
    return new UserError(`something is missing after ${name}: ${command?.usage ?? name}`, { hint: help })
  }
  return new UserError(message, { hint: help })
}

function isFlag(word: string, argv: readonly string[]): boolean {
  const upTo = argv.indexOf('--')
  const before = upTo === -1 ? argv : argv.slice(0, upTo)
  return before.some((arg) => {
    const flag = /^--?(?:no-)?([^=]+)/.exec(arg)?.[1]
    return flag !== undefined && (flag === word || (!arg.startsWith('--') && flag.includes(word)))
  })
}

function unknownWord(word: string, name: string, commands: readonly string[], help: string): UserError {
  if (name !== '') return new UserError(`${name} has no use for "${word}"`, { hint: help })
  const found = nearest(word, commands)
  if (found !== undefined)
    return new UserError(`there is no command "${word}"; did you mean "${found}"?`, { hint: help })
  return new UserError(`there is no command "${word}"`, {
    hint: `A scenario is named with --scenario ${word}. repro-proxy --help lists the commands.`,
  })
}

export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
