// The system's list of CAs, which curl, Python, Go, wget, Node (with --use-system-ca) and others read; browsers have their
// own (nss.ts). Folders and commands: the distributions' manual pages of update-ca-certificates, update-ca-trust and trust.
import { join } from 'node:path'
import type { CaCertificate } from './ca-certificate.ts'
import type { Machine } from './machine.ts'
import { isFile, isFolder } from './machine.ts'
import type { Action, Plan, Step } from './step.ts'

interface SystemStore {
  /** Below the top of the file system. */
  readonly anchors: string
  readonly ending: string
  readonly update: readonly [string, ...string[]]
  readonly distributions: string
}

const STORES: readonly SystemStore[] = [
  {
    anchors: 'etc/pki/ca-trust/source/anchors',
    ending: '.pem',
    update: ['update-ca-trust', 'extract'],
    distributions: 'Fedora, RHEL',
  },
  {
    anchors: 'usr/local/share/ca-certificates',
    ending: '.crt',
    update: ['update-ca-certificates'],
    distributions: 'Debian, Ubuntu, Alpine',
  },
  {
    anchors: 'etc/ca-certificates/trust-source/anchors',
    ending: '.crt',
    update: ['trust', 'extract-compat'],
    distributions: 'Arch',
  },
  { anchors: 'etc/pki/trust/anchors', ending: '.pem', update: ['update-ca-certificates'], distributions: 'openSUSE' },
]

/** What the update command makes out of the anchors, one of them on each distribution. */
export const BUNDLES = [
  'etc/ssl/certs/ca-certificates.crt',
  'etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  'etc/pki/tls/certs/ca-bundle.crt',
  'etc/ssl/ca-bundle.pem',
]

export function planLinux(action: Action, certificates: readonly CaCertificate[], machine: Machine): Plan {
  const store = STORES.find(({ anchors, update }) => isFolder(join(machine.top, anchors)) && machine.find(update[0]))
  if (store === undefined) {
    const hint =
      'no system store found that is known here (install the package ca-certificates, or on NixOS use security.pki.certificateFiles); browsers do not need it.'
    return { steps: [], hints: action === 'install' ? [hint] : [] }
  }
  const placed = certificates.map((each) => ({
    path: each.path,
    target: join(machine.top, store.anchors, `${each.fileName}${store.ending}`),
  }))
  const concerned = action === 'install' ? placed : placed.filter(({ target }) => isFile(target))
  if (concerned.length === 0) return { steps: [], hints: [] }
  const update = [machine.find(store.update[0])!, ...store.update.slice(1)] as [string, ...string[]]
  const files = concerned.map(({ target }) => target).join(', ')
  const step: Step = {
    store: 'system store',
    about:
      action === 'install'
        ? `system store (${store.distributions}): adds ${files} and rebuilds the list`
        : `system store (${store.distributions}): removes ${files} and rebuilds the list`,
    commands: [
      ...concerned.map(({ path, target }): [string, ...string[]] =>
        action === 'install' ? ['install', '-m', '0644', path, target] : ['rm', '-f', target],
      ),
      update,
    ],
    root: true,
  }
  return { steps: [step], hints: [] }
}
