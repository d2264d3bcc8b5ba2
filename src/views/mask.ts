// Secrets become fingerprints before anything leaves the process: the same value gives the same tag, so that a cookie can be
// followed through a recording, and nobody can sign in with a recording that was pasted into an issue.
import { createHash } from 'node:crypto'
import type { ChangeInWords } from '../core/changes.ts'
import { parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import type { TimelineEvent, ToldRequest, ToldResponse } from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'

const TAG = /^~[0-9a-f]{6}\.\d+$/
const KEPT = 5000
const tags = new Map<string, string>()

/** `~a1b2c3.312`: six hex digits of SHA-256, a dot, the length in bytes. Empty stays empty, and a tag stays itself. */
export function fingerprint(value: string): string {
  if (value === '' || TAG.test(value)) return value
  const known = tags.get(value)
  if (known) return known
  const bytes = Buffer.from(value, 'latin1')
  const tag = `~${createHash('sha256').update(bytes).digest('hex').slice(0, 6)}.${bytes.length}`
  if (tags.size >= KEPT) tags.clear()
  tags.set(value, tag)
  return tag
}

/** Parameters of sign-in flows that are as good as a password (OAuth 2, OpenID Connect, magic links, reset mails). */
const SECRET_PARAMETER =
  /([?&#;](?:code|state|nonce|token|access_token|refresh_token|id_token|code_verifier|code_challenge|client_secret|password|pw|secret|sig|signature|ticket|otp|samlresponse|samlrequest|email_token|key|api_key|apikey|session|sid)=)([^&#\s]+)/gi
const SECRET_HEADER =
  /^(?:authorization|proxy-authorization|x-api-key|x-auth-token|x-csrf-token|x-xsrf-token|sec-websocket-protocol)$/i

export function maskUrl(text: string): string {
  return text.includes('=')
    ? text.replace(SECRET_PARAMETER, (_all, name: string, value: string) => name + fingerprint(value))
    : text
}

export function maskCookieHeader(header: string): string {
  return parseCookieHeader(header)
    .map(({ name, value }) => (name === '' ? fingerprint(value) : `${name}=${fingerprint(value)}`))
    .join('; ')
}

/** The attributes stay as they are written. */
export function maskSetCookie(line: string): string {
  const end = line.indexOf(';')
  const { name, value } = parseSetCookie(line)
  const pair = name === '' ? fingerprint(value) : `${name}=${fingerprint(value)}`
  return end < 0 ? pair : pair + line.slice(end)
}

/** One header's value, by its name. */
export function maskHeader(name: string, value: string): string {
  const lower = name.toLowerCase()
  if (lower === 'cookie') return maskCookieHeader(value)
  if (lower === 'set-cookie') return maskSetCookie(value)
  if (SECRET_HEADER.test(name)) {
    const scheme = /^(?:Basic|Bearer|Digest|Negotiate)(?= )/i.exec(value)?.[0]
    return scheme ? `${scheme} ${fingerprint(value.slice(scheme.length + 1))}` : fingerprint(value)
  }
  return maskUrl(value)
}

function maskHeaders(list: HeaderList): HeaderList {
  return list.map((item, i) => (i % 2 === 0 ? item : maskHeader(list[i - 1]!, item)))
}

const maskRequest = (head: ToldRequest): ToldRequest => ({
  ...head,
  target: maskUrl(head.target),
  headers: maskHeaders(head.headers),
})
const maskResponse = (head: ToldResponse): ToldResponse => ({ ...head, headers: maskHeaders(head.headers) })

function maskChange(change: ChangeInWords): ChangeInWords {
  const differences = change.differences.map(({ what, from, to }) => {
    const masked = (value: string) => (what.startsWith('(') ? maskUrl(value) : maskHeader(what, value))
    return {
      what,
      ...(from === undefined ? {} : { from: masked(from) }),
      ...(to === undefined ? {} : { to: masked(to) }),
    }
  })
  return { ...change, differences }
}

/** The event with every secret in it as a fingerprint. Masking twice changes nothing more. */
export function maskEvent<Event extends TimelineEvent>(event: Event): Event
export function maskEvent(event: TimelineEvent): TimelineEvent {
  if (event.type === 'exchange') {
    const { browser, app } = event
    const both = <E extends { request: ToldRequest; response?: ToldResponse }>(end: E) => ({
      ...end,
      request: maskRequest(end.request),
      ...(end.response ? { response: maskResponse(end.response) } : {}),
    })
    return {
      ...event,
      browser: both(browser),
      ...(app ? { app: both(app) } : {}),
      changes: event.changes.map(maskChange),
      story: event.story.map(maskUrl),
    }
  }
  if (event.type === 'cookie') return event.value === undefined ? event : { ...event, value: fingerprint(event.value) }
  if (event.type === 'finding') {
    return { ...event, title: maskUrl(event.title), evidence: event.evidence.map(maskLine) }
  }
  return { ...event, text: maskUrl(event.text) }
}

/** A line of prose or wire notation that may quote a header. */
function maskLine(line: string): string {
  const quoted = /^(.*?\b(set-cookie|cookie|authorization):\s+)(.*)$/i.exec(line)
  return quoted ? quoted[1] + maskHeader(quoted[2]!, quoted[3]!) : maskUrl(line)
}
