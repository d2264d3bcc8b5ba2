import { fileURLToPath, pathToFileURL } from 'node:url'
import type { InstanceSpec } from '../scenario/instances.ts'

/** Built, since Node runs it as it is; from here and from the sources it is the same place. */
const CLOCK = fileURLToPath(new URL('../../dist/runner/clock.js', import.meta.url))

/** What all are told, and what this one has of its own. */
export function instanceEnvironment(base: NodeJS.ProcessEnv, { env, clock, name }: InstanceSpec): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = { ...base, REPRO_PROXY_INSTANCE: name }
  for (const [key, value] of Object.entries(env)) {
    if (value === null) delete own[key]
    else own[key] = value
  }
  if (clock === undefined || clock === 0) return own
  // NODE_OPTIONS is passed on to whatever the command starts, so that the server below npm has it too.
  const preload = `--import=${JSON.stringify(pathToFileURL(CLOCK).href)}`
  return { ...own, REPRO_PROXY_CLOCK: String(clock), NODE_OPTIONS: [own.NODE_OPTIONS ?? '', preload].join(' ').trim() }
}
