import { runCommand } from './run-command.ts'

/**
 * How the database in `folder` holds the CA `name`: trusted to sign servers' certificates (flag C), there without that, or
 * (undefined) not at all. Reads only.
 */
export async function nssTrust(
  certutil: string,
  folder: string,
  name: string,
): Promise<'servers' | 'present' | undefined> {
  const { code, output } = await runCommand([certutil, '-L', '-d', `sql:${folder}`])
  if (code !== 0) return undefined
  for (const line of output.split('\n')) {
    const [, nickname, ssl] = /^(.*?)\s+([a-zA-Z]*),[a-zA-Z]*,[a-zA-Z]*\s*$/.exec(line) ?? []
    if (nickname === name) return ssl?.includes('C') ? 'servers' : 'present'
  }
  return undefined
}
