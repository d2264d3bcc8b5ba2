// The events that a live front would have told of a story in wire notation, as a recording holds them.
import type { TimelineEvent } from '../../src/core/events.ts'
import { FORMAT_VERSION } from '../../src/core/events.ts'
import { REHEARSAL } from '../../src/core/rehearse.ts'
import { parseWire } from '../../src/core/wire.ts'
import { createFindings } from '../../src/findings/findings.ts'
import { seenOf, WIRE_START } from '../../src/findings/from-wire.ts'
import { createSession } from '../../src/session/session.ts'
import { all } from './story.ts'

export function toldEvents(wire: string, scenario = 'behind-nginx'): TimelineEvent[] {
  const findings = createFindings({ ...REHEARSAL, diagnoses: all })
  const session = createSession()
  const at = WIRE_START
  return [
    { type: 'front', at, state: 'notice', text: 'recording begins', version: FORMAT_VERSION, masked: false },
    { type: 'front', at, state: 'listening', text: 'up', origin: 'https://shop.localhost', scenario },
    ...seenOf(parseWire(wire).map((exchange) => ({ exchange }))).flatMap((seen) => {
      const { exchange, moments } = session.observe(seen)
      return [exchange, ...moments, ...findings.observe(exchange, moments)]
    }),
  ]
}
