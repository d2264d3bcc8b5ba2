// The flags of every command that can have the inspector beside it.
import { portFlag } from './flags.ts'

export const INSPECTOR_FLAGS = {
  inspector: { type: 'boolean', default: true, describe: 'a page that shows what happens, on a port of its own' },
  'inspector-port': {
    type: 'string',
    requiresArg: true,
    describe: 'port for that page (when absent: the one after --port, or the next that is free; 0: any)',
  },
} as const

/** undefined: none was asked for. Throws UserError. */
export function inspectorPort(text: string | undefined): number | undefined {
  return text === undefined ? undefined : portFlag('inspector-port', text)
}
