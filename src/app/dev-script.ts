// What a package's dev script says about the server it starts. Only what is written there is read; nothing is guessed from
// a script that calls another one.

export interface DevServer {
  readonly tool: 'next' | 'vite'
  readonly port: number
}

/** Ports when the command line names none (nextjs.org/docs/app/api-reference/cli/next; vite.dev/config/server-options). */
const TOOLS = [
  { tool: 'next', pattern: /(?:^|[\s"'/])next\s+dev\b([^&|;"']*)/, port: 3000 },
  { tool: 'vite', pattern: /(?:^|[\s"'/])vite(?:\s+(?:dev|serve))?(?=\s+-|\s*$|\s*[&|;"'])([^&|;"']*)/, port: 5173 },
] as const

/** undefined: no server that is known here, or a port that stands in a variable. */
export function devServerOf(script: string): DevServer | undefined {
  for (const { tool, pattern, port } of TOOLS) {
    const found = pattern.exec(script)
    if (!found) continue
    const [, flag] = /(?:^|\s)(?:-p|--port)(?:\s+|=)(\S+)/.exec(found[1] ?? '') ?? []
    // `PORT=4000 next dev`: next reads the variable, vite does not.
    const [, variable] = (tool === 'next' && /(?:^|\s)PORT=(\S+)/.exec(script.slice(0, found.index + 1))) || []
    const written = flag ?? variable
    if (written === undefined) return { tool, port }
    return /^\d{1,5}$/.test(written) ? { tool, port: Number(written) } : undefined
  }
  return undefined
}
