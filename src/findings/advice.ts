// The fix that a finding says: for the libraries that were recognised, and for the front that the scenario names.
import type { Diagnosis, FrontName, Library, Scene } from '../core/diagnosis.ts'
import { FRONTS } from '../core/diagnosis.ts'

export const LIBRARY_NAMES: Record<Library, string> = {
  'next-auth-4': 'NextAuth v4',
  'authjs-5': 'Auth.js v5',
  'iron-session': 'iron-session',
  'better-auth': 'better-auth',
  'express-session': 'express-session',
  express: 'Express',
  supabase: 'Supabase',
}

export function adviceFor({ fix }: Diagnosis, { libraries, exchange }: Scene): string[] {
  const out: string[] = []
  const { app = {}, front = {} } = fix
  const ofSessions = libraries.has('express-session') && app['express-session'] !== undefined
  const known = [...libraries].filter((library) => app[library] !== undefined && !(library === 'express' && ofSessions))
  for (const library of known) out.push(`app (${LIBRARY_NAMES[library]}): ${app[library]}`)
  if (known.length === 0 && app.any !== undefined) out.push(`app: ${app.any}`)
  const hops = new Set([...exchange.changes.map(({ hop }) => hop), exchange.answeredBy?.hop ?? ''])
  const named = FRONTS.filter((name) => front[name] !== undefined && [...hops].some((hop) => hop.includes(name)))
  for (const name of named) out.push(`front (${name}): ${front[name as FrontName]}`)
  if (named.length === 0 && front.any !== undefined) out.push(`front: ${front.any}`)
  return out
}

/** For every library and front that it knows something about. */
export function allAdvice({ fix }: Diagnosis): string[] {
  const names = new Map<string, string>(Object.entries(LIBRARY_NAMES))
  const lines = (where: string, told: Readonly<Record<string, string>> = {}) =>
    Object.entries(told).map(([who, text]) => `${where}${who === 'any' ? '' : ` (${names.get(who) ?? who})`}: ${text}`)
  return [...lines('app', fix.app), ...lines('front', fix.front)]
}
