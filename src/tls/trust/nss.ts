// The databases of Chromium, Chrome, Edge, Brave and Firefox on Linux.
// Chromium: since M146 ~/.local/share/pki/nssdb, but ~/.pki/nssdb alone as long as that exists (its documentation; measured
// with 156: a CA in the new one only is not trusted when both exist). So whatever exists gets the CA; with neither, both are
// made, for browsers of either age; and the old one is never made beside the new one, whose contents it would hide.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CaCertificate } from './ca-certificate.ts'
import type { Machine } from './machine.ts'
import { isFile } from './machine.ts'
import { nssTrust } from './nss-trust.ts'
import type { Action, Plan, Step } from './step.ts'

export interface NssDatabase {
  readonly folder: string
  readonly browser: 'Chromium' | 'Firefox'
}

const CHROMIUM = ['.pki/nssdb', '.local/share/pki/nssdb']
/** A Snap or Flatpak sees a home of its own. */
const BOXED_CHROMIUM = [
  'snap/chromium/current/.pki/nssdb',
  'snap/chromium/current/.local/share/pki/nssdb',
  '.var/app/org.chromium.Chromium/.pki/nssdb',
  '.var/app/com.google.Chrome/.pki/nssdb',
]
const FIREFOX = [
  '.mozilla/firefox',
  '.config/mozilla/firefox',
  'snap/firefox/common/.mozilla/firefox',
  '.var/app/org.mozilla.firefox/.mozilla/firefox',
  '.var/app/org.mozilla.firefox/config/mozilla/firefox',
]

const CERTUTIL_HINT =
  'browsers on Linux have their own list of CAs, and changing it needs certutil: install libnss3-tools (Debian, Ubuntu), nss-tools (Fedora, Alpine), nss (Arch) or mozilla-nss-tools (openSUSE), then run this again.'

/** The databases that exist. */
export function nssDatabases({ home }: Machine): NssDatabase[] {
  const chromium = [...CHROMIUM, ...BOXED_CHROMIUM].map((path) => ({
    folder: join(home, path),
    browser: 'Chromium' as const,
  }))
  const firefox = FIREFOX.map((path) => join(home, path)).flatMap((profiles) =>
    subfolders(profiles).map((name) => ({ folder: join(profiles, name), browser: 'Firefox' as const })),
  )
  return [...chromium, ...firefox].filter(({ folder }) => isFile(join(folder, 'cert9.db')))
}

export async function planNss(action: Action, certificates: readonly CaCertificate[], machine: Machine): Promise<Plan> {
  const existing = nssDatabases(machine)
  const certutil = machine.find('certutil')
  if (certutil === undefined)
    return { steps: [], hints: action === 'install' || existing.length > 0 ? [CERTUTIL_HINT] : [] }

  const own = CHROMIUM.map((path) => join(machine.home, path))
  const missing = existing.some(({ folder }) => own.includes(folder)) ? [] : own
  const steps: Step[] = []
  if (action === 'install') {
    const all = [...missing.map((folder) => ({ folder, browser: 'Chromium' as const })), ...existing]
    for (const { folder, browser } of all) {
      const made = missing.includes(folder)
      steps.push({
        store: `${browser} (${folder})`,
        about: `${browser}: ${made ? 'makes' : 'adds to'} ${folder}${made ? ' and adds' : ''} ${names(certificates)}`,
        commands: [
          ...(made ? newDatabase(certutil, folder) : []),
          ...certificates.map(({ name, path }): [string, ...string[]] => {
            return [certutil, '-A', '-d', `sql:${folder}`, '-t', 'C,,', '-n', name, '-i', path]
          }),
        ],
        root: false,
      })
    }
    return { steps, hints: ['browsers that are open take it up when they are started again.'] }
  }
  for (const { folder, browser } of existing) {
    const present: CaCertificate[] = []
    for (const each of certificates) if ((await nssTrust(certutil, folder, each.name)) !== undefined) present.push(each)
    if (present.length === 0) continue
    steps.push({
      store: `${browser} (${folder})`,
      about: `${browser}: removes ${names(present)} from ${folder}`,
      commands: present.map(({ name }) => [certutil, '-D', '-d', `sql:${folder}`, '-n', name]),
      root: false,
    })
  }
  return { steps, hints: [] }
}

function newDatabase(certutil: string, folder: string): [string, ...string[]][] {
  return [
    ['mkdir', '-p', '-m', '0700', folder],
    [certutil, '-N', '-d', `sql:${folder}`, '--empty-password'],
  ]
}

const names = (certificates: readonly CaCertificate[]) => certificates.map(({ name }) => name).join(', ')

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? [each.name] : []))
  } catch {
    return []
  }
}
