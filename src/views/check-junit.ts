// JUnit's XML: a suite per group of scenarios, a case per scenario. Of the two schemas in use, Ant's wants every attribute of a suite
// and none of the root, and Jenkins' allows both; what is written here is valid by either.
import type { Checked, Result } from '../check/check.ts'
import { causeLine, clean } from './check-words.ts'

/** `now`: milliseconds since 1970, when the check was over. */
export function checkJunit({ results, driver, ms }: Checked, now = Date.now()): string {
  const groups = [...new Set(results.map(({ group }) => group))]
  const begun = new Date(now - ms).toISOString().slice(0, 19)
  const suite = (group: string, id: number) => {
    const own = results.filter((result) => result.group === group)
    const time = own.reduce((sum, result) => sum + result.ms, 0)
    const failed = own.filter(({ survives }) => !survives).length
    const counts = `tests="${own.length}" failures="${failed}" errors="0" skipped="0" time="${seconds(time)}"`
    return [
      `  <testsuite name="${xml(group)}" package="repro-proxy" id="${id}" hostname="localhost" timestamp="${begun}" ${counts}>`,
      `    <properties><property name="driver" value="${driver}"/></properties>`,
      ...own.map(testcase),
      '    <system-out/>',
      '    <system-err/>',
      '  </testsuite>',
    ].join('\n')
  }
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...groups.map(suite), '</testsuites>', ''].join(
    '\n',
  )
}

const seconds = (time: number) => (time / 1000).toFixed(3)

function testcase(result: Result): string {
  const open = `    <testcase classname="${xml(`repro-proxy.${result.group}`)}" name="${xml(clean(result.scenario))}" time="${seconds(result.ms)}"`
  if (result.survives) return `${open}/>`
  const told = [...result.seen.map(clean), ...(result.cause?.fix ?? []).map((fix) => `fix: ${clean(fix)}`)].join('\n')
  return `${open}>\n      <failure message="${xml(causeLine(result))}" type="${xml(result.cause?.id ?? 'unknown')}">${xml(told)}</failure>\n    </testcase>`
}

// What is no XML character at all has been written out by `inert` already; only line ends are left of the controls.
function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, '?')
}
