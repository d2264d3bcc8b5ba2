// macOS: the login keychain, trusted for this user only. No administrator, but macOS shows a window that asks for the password.
// Commands as in the manual page security(1). Firefox takes these roots over by itself (security.enterprise_roots, since 120).
import { join } from 'node:path'
import type { CaCertificate } from './ca-certificate.ts'
import type { Machine } from './machine.ts'
import type { Action, Plan } from './step.ts'

const SECURITY = '/usr/bin/security'

export function planMacos(action: Action, certificates: readonly CaCertificate[], { home }: Machine): Plan {
  const keychain = join(home, 'Library/Keychains/login.keychain-db')
  const steps = certificates.map(({ name, path, sha1 }) => ({
    store: 'login keychain',
    root: false,
    ...(action === 'install'
      ? {
          about: `login keychain: adds ${name}, trusted for TLS for you only (macOS asks for your password in a window)`,
          commands: [
            [SECURITY, 'add-trusted-cert', '-r', 'trustRoot', '-p', 'ssl', '-p', 'basic', '-k', keychain, path],
          ] as [string, ...string[]][],
        }
      : {
          about: `login keychain: removes ${name} and its trust (macOS asks for your password in a window)`,
          commands: [
            [SECURITY, 'remove-trusted-cert', path],
            [SECURITY, 'delete-certificate', '-Z', sha1, keychain],
          ] as [string, ...string[]][],
        }),
  }))
  return { steps, hints: [] }
}

/** Exit code 0 when macOS trusts the certificate, itself a CA (-l), for TLS, without asking the network (-L). */
export function macosCheck({ path }: CaCertificate): [string, ...string[]] {
  return [SECURITY, 'verify-cert', '-c', path, '-p', 'ssl', '-l', '-L', '-q']
}
