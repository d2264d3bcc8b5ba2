// What only the browser itself can tell: whether it trusts the front's certificate and reaches it.
import type { CheckResult } from '../inspector/protocol.ts'

export async function browserChecks(origin: string): Promise<CheckResult[]> {
  const reached = await reach(origin)
  const trusted: CheckResult = reached
    ? { name: 'Certificate', state: 'good', text: `This browser trusts ${origin}.` }
    : {
        name: 'Certificate',
        state: 'bad',
        text: `This browser does not get through to ${origin}: it does not trust the certificate, or the name leads elsewhere.`,
        hint: 'Run repro-proxy certs install and start the browser again; repro-proxy doctor checks the rest.',
      }
  const secure: CheckResult = reached
    ? {
        name: 'Secure context',
        state: 'good',
        text: 'https with a trusted certificate: Secure cookies, crypto.subtle and service workers work.',
      }
    : { name: 'Secure context', state: 'unknown', text: 'Follows from the certificate.' }
  return [trusted, secure]
}

/** An opaque answer is enough: it came through TLS. Cookies stay at home. */
async function reach(origin: string): Promise<boolean> {
  try {
    await fetch(`${origin}/favicon.ico`, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(8000),
    })
    return true
  } catch {
    return false
  }
}
