// What `doctor` asks about the project and its app.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Project } from '../app/project.ts'
import { differs, needsOf, writtenUrls } from '../app/public-url.ts'
import { resolveLoopback } from '../app/reach.ts'
import { urlOf } from '../app/upstream.ts'
import type { Upstream } from '../core/exchange.ts'
import type { Check } from './check.ts'
import { isLoopback, underLocalhost } from './flags.ts'
import { DEFAULT_PORT } from './listening.ts'
import type { Where } from './where.ts'

/** The public name must lead to this machine; names under .localhost do in browsers, whatever the resolver says. */
export async function checkName(host: string): Promise<Check> {
  const name = 'name'
  if (isIP(host.replace(/^\[|\]$/g, '')))
    return { name, state: 'ok', text: `${host} is an address, nothing to resolve` }
  const addresses = await lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  )
  if (addresses.length > 0 && addresses.every(isLoopback)) {
    return { name, state: 'ok', text: `${host} is this machine (${[...new Set(addresses)].join(', ')})` }
  }
  const line = `Add this line to ${process.platform === 'win32' ? '%SystemRoot%\\System32\\drivers\\etc\\hosts' : '/etc/hosts'}:\n127.0.0.1 ${host}`
  if (underLocalhost(host)) {
    const text = `the system's resolver does not know ${host}`
    const hint = `Chrome, Edge, Firefox and curl know it by themselves; for Safari and for programs:\n${line}`
    return { name, state: 'warn', text, hint }
  }
  const where =
    addresses.length === 0 ? 'is not known to the resolver' : `leads to ${addresses.join(', ')}, not to this machine`
  return { name, state: 'fail', text: `${host} ${where}`, hint: line }
}

export function checkPackage({ packageFile, problem, devServer, label }: Project): Check {
  const name = 'project'
  if (packageFile === undefined) {
    return {
      name,
      state: 'info',
      text: 'no package.json here or above',
      hint: 'Start it in your project, or say --host and --upstream.',
    }
  }
  if (problem !== undefined) return { name, state: 'warn', text: `${packageFile}: ${problem}` }
  const server = devServer ? `, ${devServer.tool} on port ${devServer.port}` : ''
  return { name, state: 'ok', text: `project ${label}${server} (${packageFile})` }
}

/** Not there yet is no fault, since the front waits for it; a place that somebody named is. */
export async function checkApp(upstreams: readonly Upstream[], explicit: boolean): Promise<Check[]> {
  return Promise.all(
    upstreams.map(async (upstream): Promise<Check> => {
      const attempts = await resolveLoopback(upstream)
      const there = attempts.filter(({ answers }) => answers)
      if (there.length > 0) {
        return {
          name: 'app',
          state: 'ok',
          text: `${urlOf(upstream)} answers (${there.map(({ address }) => address).join(', ')})`,
        }
      }
      const tried = attempts.map(({ address, code }) => `${address}: ${code}`).join(', ')
      return {
        name: 'app',
        state: explicit ? 'fail' : 'warn',
        text: `nothing answers at ${urlOf(upstream)} (${tried})`,
        hint: explicit
          ? 'Start your app there.'
          : 'Start your app, or say where it is: --upstream http://localhost:PORT.',
      }
    }),
  )
}

export async function checkPublicUrl(project: Project, { host, port }: Where): Promise<Check[]> {
  const url = new URL(`https://${host}:${port || DEFAULT_PORT}`).origin
  const written = await writtenUrls(project.folder)
  const wrong = written.filter((one) => differs(one, url))
  const missing = needsOf(project).filter(
    ({ variable, level }) => level === 'must' && !written.some((one) => one.variable === variable),
  )
  const name = 'public-url'
  const checks = [
    ...wrong.map(
      ({ variable, value, file, line }): Check => ({
        name,
        state: 'warn',
        text: `${file}:${line} says ${variable}=${value}, but people type ${url}`,
        hint: `While the front is used, start the app with ${variable}=${url}: sign-in would lead away from it.`,
      }),
    ),
    ...missing.map(
      ({ variable }): Check => ({
        name,
        state: 'warn',
        text: `no .env file says ${variable}, which this project's sign-in goes by`,
        hint: `Start the app with ${variable}=${url}`,
      }),
    ),
  ]
  if (checks.length > 0) return checks
  return written.length === 0 ? [] : [{ name, state: 'ok', text: `the app knows itself as ${url}` }]
}
