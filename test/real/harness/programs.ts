import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

export type Program = 'nginx' | 'haproxy' | 'caddy' | 'varnishd' | 'apache2' | 'chromium'

/** Folders that hold servers and are often not in an ordinary user's PATH. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']

const PROGRAMS: Record<Program, { names: string[]; variable: string; install: string }> = {
  nginx: { names: ['nginx'], variable: 'REPRO_NGINX', install: 'the package nginx (apt, brew, dnf)' },
  haproxy: { names: ['haproxy'], variable: 'REPRO_HAPROXY', install: 'the package haproxy' },
  caddy: { names: ['caddy'], variable: 'REPRO_CADDY', install: 'the package caddy' },
  varnishd: { names: ['varnishd'], variable: 'REPRO_VARNISHD', install: 'the package varnish' },
  apache2: { names: ['apache2'], variable: 'REPRO_APACHE', install: 'the package apache2 (Debian, Ubuntu)' },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    variable: 'REPRO_CHROMIUM',
    install: 'the package chromium, or: npx playwright-core install --with-deps chromium',
  },
}

/** Where a program is: its environment variable, then PATH, then (Chromium) what playwright-core has installed. */
export function findProgram(program: Program): string | undefined {
  const { names, variable } = PROGRAMS[program]
  const told = process.env[variable]
  if (told) return runs(told) ? told : undefined
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...MORE_FOLDERS]
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  if (program === 'chromium') places.push(chromium.executablePath())
  return places.find(runs)
}

/**
 * True when all programs are there. Otherwise says on stderr what to install, and answers false, so that the tests that
 * need them are skipped; where a skipped test would hide something (CI sets REPRO_REQUIRE_REAL=1), it throws.
 */
export function havePrograms(...programs: Program[]): boolean {
  const missing = programs.filter((program) => findProgram(program) === undefined)
  for (const program of missing) {
    const { install, variable } = PROGRAMS[program]
    const line = `no ${program} here: install ${install}, or set ${variable} to its path`
    if (process.env.REPRO_REQUIRE_REAL === '1') throw new Error(line)
    process.stderr.write(`skipped: ${line}\n`)
  }
  return missing.length === 0
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
