// The flags of every command that opens a browser.
import { UserError } from '../core/user-error.ts'

export const OPEN_FLAGS = {
  profiles: {
    type: 'string',
    requiresArg: true,
    describe: 'with a browser: several, each with a profile of its own, such as alice,bob',
  },
  'browser-path': {
    type: 'string',
    requiresArg: true,
    describe: 'with a browser: this program (when absent: the installed Chrome, Chromium, Edge or Brave)',
  },
  'browser-arg': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'with a browser: an argument for it, such as --browser-arg=--headless=new',
  },
} as const

export interface OpenWish {
  readonly profiles: readonly string[]
  /** undefined: the one that is found. */
  readonly browserPath: string | undefined
  readonly args: readonly string[]
}

interface OpenArguments {
  readonly profiles?: string | undefined
  readonly 'browser-path'?: string | undefined
  readonly 'browser-arg'?: readonly string[] | undefined
}

const MOST = 8

/** Throws UserError. */
export function openWish(args: OpenArguments): OpenWish {
  const profiles = (args.profiles ?? 'browser').split(',').map((name) => name.trim())
  const wrong = profiles.find((name) => !/^[\w-]{1,32}$/.test(name))
  if (wrong !== undefined)
    throw new UserError(`--profiles ${args.profiles}: "${wrong}" is no name for a profile`, {
      hint: 'Letters, digits, - and _, with commas between: --profiles alice,bob',
    })
  if (new Set(profiles).size < profiles.length) throw new UserError(`--profiles ${args.profiles}: a name comes twice`)
  if (profiles.length > MOST) throw new UserError(`--profiles: ${profiles.length} browsers, and ${MOST} is the most`)
  return { profiles, browserPath: args['browser-path'], args: args['browser-arg'] ?? [] }
}
