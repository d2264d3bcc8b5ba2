// Stories in wire notation through session and diagnoses.
import type { Diagnosis } from '../../src/core/diagnosis.ts'
import type { FindingEvent } from '../../src/core/events.ts'
import { REHEARSAL } from '../../src/core/rehearse.ts'
import { parseWire } from '../../src/core/wire.ts'
import { loadDiagnoses } from '../../src/findings/all.ts'
import type { Findings } from '../../src/findings/findings.ts'
import { createFindings } from '../../src/findings/findings.ts'
import { seenOf } from '../../src/findings/from-wire.ts'
import { createSession } from '../../src/session/session.ts'

export const all = await loadDiagnoses()

export function play(
  wire: string,
  diagnoses: readonly Diagnosis[] = all,
): { findings: Findings; events: FindingEvent[]; faults: string[] } {
  const faults: string[] = []
  const { origin, upstreams } = REHEARSAL
  const findings = createFindings({ origin, upstreams, diagnoses, onFault: (name) => faults.push(name) })
  const session = createSession()
  const events = seenOf(parseWire(wire).map((exchange) => ({ exchange }))).flatMap((seen) => {
    const { exchange, moments } = session.observe(seen)
    return findings.observe(exchange, moments)
  })
  return { findings, events, faults }
}

/** GET of a page by somebody who may have a cookie. */
export function page(path: string, { cookie = '', status = '200 OK', answer = [] as string[] } = {}): string {
  const head = cookie === '' ? '' : `   Cookie: ${cookie}\n`
  const lines = answer.map((line) => `   ${line}\n`).join('')
  return `>  GET https://shop.localhost${path}\n   Accept: text/html\n${head}>> GET ${path}\n   Host: shop.localhost\n   X-Forwarded-Proto: https\n${head}<< ${status}\n${lines}`
}

export function post(
  path: string,
  status: string,
  answer: readonly string[],
  front: readonly string[] = ['X-Forwarded-Proto: https'],
): string {
  const lines = (list: readonly string[]) => list.map((line) => `   ${line}\n`).join('')
  const own = ['Origin: https://shop.localhost', 'Content-Type: application/x-www-form-urlencoded']
  return `>  POST https://shop.localhost${path}\n${lines(own)}>> POST ${path}\n   Host: shop.localhost\n${lines([...front, ...own])}<< ${status}\n${lines(answer)}`
}
