// What an app that we start is told: its port, its public address, and our CA, for requests of its own to that address. What
// somebody has set already, in the shell or in a .env file, stays as it is.
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Project } from '../app/project.ts'
import type { Variable } from '../app/public-url.ts'
import { needsOf, PRODUCTION_FILES, VARIABLES, writtenUrls } from '../app/public-url.ts'
import { preload } from './preload.ts'

export interface EnvironmentFacts {
  readonly project: Pick<Project, 'folder' | 'dependencies'>
  /** `https://shop.localhost:8443` */
  readonly publicUrl: string
  /** PEM file of the local CA. */
  readonly certificateFile: string | undefined
  /** Where an identity provider of the scenario's stands. */
  readonly issuer?: string | undefined
  /** The scenario has hosts of its own under localhost. */
  readonly localNames?: boolean
  /** What the shell has. */
  readonly base?: NodeJS.ProcessEnv
  readonly cwd?: string
}

export interface AppEnvironment {
  /** All of it, without PORT, which belongs to one instance. */
  readonly env: NodeJS.ProcessEnv
  /** What was added to the shell's. */
  readonly added: Readonly<Record<string, string>>
  /** A line for people about each that somebody could miss. */
  readonly remarks: readonly string[]
}

export async function appEnvironment(facts: EnvironmentFacts): Promise<AppEnvironment> {
  const { project, publicUrl, certificateFile, base = process.env, cwd = process.cwd() } = facts
  const files = await Promise.all([writtenUrls(project.folder), writtenUrls(project.folder, PRODUCTION_FILES)])
  const written = new Set(files.flat().map(({ variable }) => variable))
  const added: Record<string, string> = {}
  const remarks: string[] = []
  const isSet = (name: string) => base[name] !== undefined && base[name] !== ''
  for (const variable of wanted(project)) {
    if (!isSet(variable) && !written.has(variable)) added[variable] = publicUrl
  }
  if (followsTheFront(project) && !isSet('AUTH_URL') && !written.has('AUTH_URL'))
    remarks.push(
      'AUTH_URL is left unset: Auth.js then follows X-Forwarded-*, which is what breaks. If production sets it, set it too.',
    )
  if (certificateFile !== undefined) {
    if (!isSet('NODE_EXTRA_CA_CERTS')) added.NODE_EXTRA_CA_CERTS = certificateFile
    else if (base.NODE_EXTRA_CA_CERTS !== certificateFile)
      remarks.push(
        `NODE_EXTRA_CA_CERTS is set already, so your app will not trust ${publicUrl} if it asks there itself. Our CA is ${certificateFile}.`,
      )
  }
  if (facts.issuer !== undefined && !isSet('OIDC_ISSUER')) added.OIDC_ISSUER = facts.issuer
  const names = facts.localNames
    ? { NODE_OPTIONS: [base.NODE_OPTIONS ?? '', preload('local-names')].join(' ').trim() }
    : {}
  return { env: { ...base, ...added, ...names, ...path(base, [cwd, project.folder]) }, added, remarks }
}

/** No variables at all: `--no-env`. */
export function bareEnvironment({
  project,
  base = process.env,
  cwd = process.cwd(),
}: EnvironmentFacts): AppEnvironment {
  return { env: { ...base, ...path(base, [cwd, project.folder]) }, added: {}, remarks: [] }
}

/** Auth.js 5 takes AUTH_URL, and NEXTAUTH_URL for want of it, and then no longer looks at what the front says. */
function followsTheFront(project: Pick<Project, 'dependencies'>): boolean {
  return needsOf(project).some(({ variable, level }) => variable === 'AUTH_URL' && level === 'may')
}

function wanted(project: Pick<Project, 'dependencies'>): readonly Variable[] {
  const needs = needsOf(project)
  if (needs.length === 0) return VARIABLES
  const must = needs.filter(({ level }) => level === 'must').map(({ variable }) => variable)
  return followsTheFront(project) ? must.filter((one) => one !== 'NEXTAUTH_URL') : must
}

/** The project's own programs first, as `npx` and package scripts find them: `-- next dev` works without either. */
function path(base: NodeJS.ProcessEnv, from: readonly string[]): NodeJS.ProcessEnv {
  const name = Object.keys(base).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const folders = from.flatMap((start) => {
    const found: string[] = []
    for (let folder = start; ; folder = dirname(folder)) {
      found.push(join(folder, 'node_modules', '.bin'))
      if (dirname(folder) === folder) return found
    }
  })
  const present = [...new Set(folders)].filter((folder) => existsSync(folder))
  return { [name]: [...present, base[name] ?? ''].filter((one) => one !== '').join(delimiter) }
}
