// Authentication libraries have a variable for the app's public URL. One that still says http://localhost:3000 sends people
// away from the proxy after they signed in. The .env files are only read, and only for these variables.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Project } from './project.ts'

export type Variable = 'NEXTAUTH_URL' | 'AUTH_URL' | 'BETTER_AUTH_URL'
export const VARIABLES: readonly Variable[] = ['NEXTAUTH_URL', 'AUTH_URL', 'BETTER_AUTH_URL']

/** As `next dev` loads them, the first that says something wins (nextjs.org/docs, Environment Variables, Load Order). */
const FILES = ['.env.development.local', '.env.local', '.env.development', '.env']
/** The same for `next build` and `next start`. */
export const PRODUCTION_FILES = ['.env.production.local', '.env.local', '.env.production', '.env']

export interface WrittenUrl {
  readonly variable: Variable
  readonly value: string
  /** Name of the file in the project's folder. */
  readonly file: string
  /** 1-based. */
  readonly line: number
}

/** What holds for `next dev`, one for each variable at most. A value made of other variables is left out. */
export async function writtenUrls(folder: string, files: readonly string[] = FILES): Promise<WrittenUrl[]> {
  const found = new Map<Variable, WrittenUrl>()
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '')
    for (const one of urlsIn(text, file).reverse()) if (!found.has(one.variable)) found.set(one.variable, one)
  }
  return [...found.values()].filter(({ value }) => value !== '' && !value.includes('$'))
}

const LINE = /^\s*(?:export\s+)?([A-Z_]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^#\r]*))/

function urlsIn(text: string, file: string): WrittenUrl[] {
  return text.split('\n').flatMap((raw, i) => {
    const [, name, ...values] = LINE.exec(raw) ?? []
    const variable = VARIABLES.find((one) => one === name)
    if (!variable) return []
    const value = (values.find((one) => one !== undefined) ?? '').trim()
    return [{ variable, value, file, line: i + 1 }]
  })
}

/** It names another origin than the one that people type; an address that cannot be read counts. */
export function differs({ value }: WrittenUrl, publicUrl: string): boolean {
  return !URL.canParse(value) || new URL(value).origin !== new URL(publicUrl).origin
}

export interface Need {
  readonly variable: Variable
  /** `must`: without it sign-in leaves the public URL or is refused (measured); `may`: it works without. */
  readonly level: 'must' | 'may'
}

/** What the libraries among the project's dependencies want to be told (measured with next-auth 4, Auth.js 5, better-auth 1.7). */
export function needsOf({ dependencies }: Pick<Project, 'dependencies'>): Need[] {
  const needs: Need[] = []
  const nextAuth = dependencies.get('next-auth')
  const five = nextAuth !== undefined && /^(?:[\^~>=v\s]*(?:[5-9]|\d\d)\b|beta$)/.test(nextAuth)
  if (nextAuth !== undefined && !five) needs.push({ variable: 'NEXTAUTH_URL', level: 'must' })
  if (five || [...dependencies.keys()].some((name) => /^@auth\/(?!.*-adapter$)/.test(name))) {
    // It follows X-Forwarded-Host and -Proto; with the variable it no longer looks at them, and hides what a front does to them.
    needs.push({ variable: 'AUTH_URL', level: 'may' })
  }
  if (dependencies.has('better-auth')) needs.push({ variable: 'BETTER_AUTH_URL', level: 'must' })
  return needs
}
