// JUnit's XML, as Jenkins and the others read it: a suite per group of scenarios, a case per scenario.
import type { Checked, Result } from '../check/check.ts'
import { causeLine, clean } from './check-words.ts'

export function checkJunit({ results, ms }: Checked): string {
  const groups = [...new Set(results.map(({ group }) => group))]
  const failures = results.filter(({ survives }) => !survives).length
  const seconds = (time: number) => (time / 1000).toFixed(3)
  const suite = (group: string) => {
    const own = results.filter((result) => result.group === group)
    const time = own.reduce((sum, result) => sum + result.ms, 0)
    const failed = own.filter(({ survives }) => !survives).length
    return [
      `  <testsuite name="${xml(group)}" tests="${own.length}" failures="${failed}" errors="0" skipped="0" time="${seconds(time)}">`,
      ...own.map((result) => testcase(result, seconds(result.ms))),
      '  </testsuite>',
    ].join('\n')
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="repro-proxy check" tests="${results.length}" failures="${failures}" errors="0" time="${seconds(ms)}">`,
    ...groups.map(suite),
    '</testsuites>',
    '',
  ].join('\n')
}

function testcase(result: Result, time: string): string {
  const open = `    <testcase classname="${xml(`repro-proxy.${result.group}`)}" name="${xml(clean(result.scenario))}" time="${time}"`
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
