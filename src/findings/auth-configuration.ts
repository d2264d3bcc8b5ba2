// Auth.js and NextAuth check their configuration before anything else; what fails there is answered 500 as JSON, on every
// endpoint alike (next-auth 4.24 and @auth/core 0.41, read in the source).
import type { Scene } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { pathAsked } from './heads.ts'

const ENDPOINT = /\/api\/auth\/(?:session|csrf|providers|signin|signout|callback(?:\/[^/]+)?|error)$/

/** An endpoint of Auth.js answers 500 as JSON, and none has worked so far on this instance. */
export function refusesConfiguration(scene: Scene): boolean {
  const { exchange } = scene
  const answer = exchange.app?.response
  if (answer?.status !== 500 || !ENDPOINT.test(pathAsked(exchange))) return false
  if (!/^application\/json/i.test(get(answer.headers, 'content-type') ?? '')) return false
  for (const { exchange: earlier } of scene.all()) {
    if (earlier.app?.instance !== exchange.app!.instance) continue
    if (ENDPOINT.test(pathAsked(earlier)) && (earlier.app?.response?.status ?? 500) < 500) return false
  }
  return true
}
