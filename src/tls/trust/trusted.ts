// Who trusts a CA already. Reads only.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CaCertificate } from './ca-certificate.ts'
import { caCertificate } from './ca-certificate.ts'
import { BUNDLES } from './linux.ts'
import type { Machine } from './machine.ts'
import { thisMachine } from './machine.ts'
import { macosCheck } from './macos.ts'
import { nssDatabases } from './nss.ts'
import { nssTrust } from './nss-trust.ts'
import { runCommand } from './run-command.ts'
import { windowsCheck } from './windows.ts'

export interface Trust {
  readonly store: string
  /** `unknown`: the means to look are missing, see `hint`. */
  readonly state: 'trusted' | 'not trusted' | 'unknown'
  readonly hint?: string
}

/** `certificate`: path of a CA's certificate (PEM). One answer for each store of this machine. */
export async function isTrusted(certificate: string, machine: Machine = thisMachine()): Promise<Trust[]> {
  const ca = await caCertificate(certificate)
  if (machine.platform === 'darwin') return [await byExitCode('login keychain', macosCheck(ca))]
  if (machine.platform === 'win32') return [await byExitCode('Windows user store', windowsCheck(ca, machine))]
  return [await inSystemStore(ca, machine), ...(await inNss(ca, machine))]
}

async function byExitCode(store: string, argv: [string, ...string[]]): Promise<Trust> {
  const { code, output } = await runCommand(argv)
  if (code === 127) return { store, state: 'unknown', hint: output }
  return { store, state: code === 0 ? 'trusted' : 'not trusted' }
}

async function inSystemStore({ pem }: CaCertificate, { top }: Machine): Promise<Trust> {
  const wanted = body(pem)
  for (const path of BUNDLES) {
    const bundle = await readFile(join(top, path), 'utf8').catch(() => undefined)
    // The first one that exists is the one in use; the others are names for the same list.
    if (bundle !== undefined) {
      return { store: 'system store', state: body(bundle).includes(wanted) ? 'trusted' : 'not trusted' }
    }
  }
  return {
    store: 'system store',
    state: 'unknown',
    hint: 'no list of CAs found; is the package ca-certificates installed?',
  }
}

async function inNss({ name }: CaCertificate, machine: Machine): Promise<Trust[]> {
  const certutil = machine.find('certutil')
  const databases = nssDatabases(machine)
  if (databases.length === 0) return [{ store: 'Chromium', state: 'not trusted', hint: 'it has no database yet' }]
  return Promise.all(
    databases.map(async ({ folder, browser }): Promise<Trust> => {
      const store = `${browser} (${folder})`
      if (certutil === undefined)
        return { store, state: 'unknown', hint: 'certutil is needed to look: see certs install' }
      return { store, state: (await nssTrust(certutil, folder, name)) === 'servers' ? 'trusted' : 'not trusted' }
    }),
  )
}

/** Base64 without its line breaks, which differ between writers. */
const body = (pem: string) => pem.replace(/-----(?:BEGIN|END) CERTIFICATE-----|\s+/g, '')
