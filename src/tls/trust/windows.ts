// Windows: the user's own store of roots. No administrator, but Windows asks in a window whether to trust it. Commands as in
// Microsoft's reference of certutil, by full path: NSS has a program of the same name. Firefox takes these roots over by itself.
import { win32 } from 'node:path'
import type { CaCertificate } from './ca-certificate.ts'
import type { Machine } from './machine.ts'
import type { Action, Plan } from './step.ts'

export function planWindows(action: Action, certificates: readonly CaCertificate[], machine: Machine): Plan {
  const program = certutil(machine)
  const steps = certificates.map(({ name, path, sha1 }) => ({
    store: 'Windows user store',
    root: false,
    ...(action === 'install'
      ? {
          about: `Windows user store: adds ${name} to your trusted roots (Windows asks in a window)`,
          commands: [[program, '-user', '-f', '-addstore', 'Root', path]] as [string, ...string[]][],
        }
      : {
          about: `Windows user store: removes ${name} from your trusted roots (Windows asks in a window)`,
          commands: [[program, '-user', '-delstore', 'Root', sha1]] as [string, ...string[]][],
        }),
  }))
  return { steps, hints: [] }
}

/** Exit code 0 when the certificate is in the store. */
export function windowsCheck({ sha1 }: CaCertificate, machine: Machine): [string, ...string[]] {
  return [certutil(machine), '-user', '-store', 'Root', sha1]
}

const certutil = ({ env }: Machine) => win32.join(env.SystemRoot || 'C:\\Windows', 'System32', 'certutil.exe')
