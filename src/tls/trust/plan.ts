// What `certs install` and `certs uninstall` would do, as a value: shown first, run by `runPlan` only when asked.
import { UserError } from '../../core/user-error.ts'
import { caCertificate } from './ca-certificate.ts'
import { planLinux } from './linux.ts'
import type { Machine } from './machine.ts'
import { thisMachine } from './machine.ts'
import { planMacos } from './macos.ts'
import { planNss } from './nss.ts'
import type { Action, Plan } from './step.ts'
import { planWindows } from './windows.ts'

/** `certificates`: paths of CA certificates (PEM). Looks at the machine, changes nothing. */
export function planInstall(certificates: readonly string[], machine: Machine = thisMachine()): Promise<Plan> {
  return plan('install', certificates, machine)
}

/** Harmless for a certificate that is not in a store: it is left out where that can be seen. */
export function planUninstall(certificates: readonly string[], machine: Machine = thisMachine()): Promise<Plan> {
  return plan('uninstall', certificates, machine)
}

async function plan(action: Action, paths: readonly string[], machine: Machine): Promise<Plan> {
  if (machine.platform !== 'win32' && machine.root && machine.env.SUDO_USER) {
    throw new UserError('certs must not run under sudo: it would use the certificates of root, not yours', {
      hint: 'Run it as yourself; for the system store it says, or asks for, exactly the commands that need sudo.',
    })
  }
  const certificates = await Promise.all(paths.map(caCertificate))
  const system = machine.platform === 'win32' ? planWindows : machine.platform === 'darwin' ? planMacos : planLinux
  const plans = [system(action, certificates, machine)]
  if (machine.platform === 'linux') plans.push(await planNss(action, certificates, machine))
  return { steps: plans.flatMap(({ steps }) => steps), hints: [...new Set(plans.flatMap(({ hints }) => hints))] }
}

/** As it can be pasted into a shell. */
export function commandLine(argv: readonly string[], sudo = false): string {
  const quoted = argv.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
  return [...(sudo ? ['sudo'] : []), ...quoted].join(' ')
}

/** The plan as text, commands indented under what they are for. */
export function describePlan({ steps, hints }: Plan, machine: Machine = thisMachine()): string {
  const lines = steps.flatMap((step) => [
    step.about,
    ...step.commands.map((argv) => `    ${commandLine(argv, step.root && !machine.root)}`),
  ])
  return [...lines, ...hints.map((hint) => `note: ${hint}`)].join('\n')
}
