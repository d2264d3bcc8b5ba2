import type { InstanceSpec } from '../scenario/instances.ts'
import { preload } from './preload.ts'

/** What all are told, and what this one has of its own. */
export function instanceEnvironment(base: NodeJS.ProcessEnv, { env, clock, name }: InstanceSpec): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = { ...base, REPRO_PROXY_INSTANCE: name }
  for (const [key, value] of Object.entries(env)) {
    if (value === null) delete own[key]
    else own[key] = value
  }
  if (clock === undefined || clock === 0) return own
  return {
    ...own,
    REPRO_PROXY_CLOCK: String(clock),
    NODE_OPTIONS: [own.NODE_OPTIONS ?? '', preload('clock')].join(' ').trim(),
  }
}
