import { thisMachine } from '../../src/tls/trust/machine.ts'

const INSTALL = {
  openssl: 'the package openssl',
  curl: 'the package curl',
  certutil: 'the package libnss3-tools (Debian), nss-tools (Fedora), nss (Arch, brew)',
}

/**
 * True when all programs are there. Otherwise says what to install and answers false, for tests to be skipped by; with
 * REPRO_REQUIRE_REAL=1 it throws, because a skipped test hides what it was written for.
 */
export function haveTools(...programs: (keyof typeof INSTALL)[]): boolean {
  const missing = programs.filter((program) => thisMachine().find(program) === undefined)
  for (const program of missing) {
    const line = `no ${program} here: install ${INSTALL[program]}`
    if (process.env.REPRO_REQUIRE_REAL === '1') throw new Error(line)
    process.stderr.write(`skipped: ${line}\n`)
  }
  return missing.length === 0
}
