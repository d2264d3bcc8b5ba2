import { fileURLToPath, pathToFileURL } from 'node:url'

/** Built, since Node runs it as it is; from here and from the sources it is the same place. */
const BUILT = new URL('../../dist/runner/', import.meta.url)

/**
 * A word for NODE_OPTIONS. They are passed on to whatever the command starts, so that the server below npm has it too.
 */
export function preload(name: 'clock' | 'local-names'): string {
  const path = fileURLToPath(new URL(`${name}.js`, BUILT))
  return `--import=${JSON.stringify(pathToFileURL(path).href)}`
}
