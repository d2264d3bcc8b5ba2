// The echo check: the Cookie header that came against the one that the jar predicted. Every difference has a reason, and one
// of them is that our model is wrong; so it is counted, and every real session checks the model.
import type { CookiePair } from '../core/cookies.ts'
import type { CookieContext } from './context.ts'
import { CROSSING, cookiesDue } from './due.ts'
import type { Client } from './session.ts'
import type { StoredCookie } from './stored-cookie.ts'
import type { Sending, Withheld } from './verdict.ts'

export interface Echo {
  /** There was something to compare, and the headers left nothing open. */
  readonly compared: boolean
  readonly agreed: boolean
  /** Came as predicted. */
  readonly sent: readonly StoredCookie[]
  /** Came though nobody was seen setting it: by a script, before the proxy started, or over another port of the host. */
  readonly learned: readonly { readonly cookie: StoredCookie; readonly before?: StoredCookie }[]
  /** Should have come and did not: cleared, by the user or by a script. */
  readonly missing: readonly StoredCookie[]
  /** Came although the rules say it stays away. */
  readonly unexpected: readonly Withheld[]
}

/** Brings the jar up to date with what came. */
export function compareWithJar(
  came: readonly CookiePair[],
  sending: Sending,
  client: Client,
  context: CookieContext,
  at: number,
): Echo {
  const { jar } = client
  const waiting = [...sending.sent]
  const sent: StoredCookie[] = []
  const learned: { cookie: StoredCookie; before?: StoredCookie }[] = []
  const unexpected: Withheld[] = []
  let open = sending.unknown.length > 0 || context.credentials === 'unknown'
  for (const pair of came) {
    const same = takeOut(waiting, (cookie) => cookie.name === pair.name && cookie.value === pair.value)
    if (same) {
      same.doubt = false
      sent.push(same)
      continue
    }
    const held = sending.withheld.find(({ cookie }) => cookie.name === pair.name && cookie.value === pair.value)
    if (held) {
      if (sending.unknown.includes(held.cookie)) sent.push(held.cookie)
      else unexpected.push(held)
      continue
    }
    // It left the browser before the last answer was there: as it was until then.
    const crossed =
      takeOut(
        waiting,
        (cookie) => at - cookie.changed < CROSSING && cookie.before?.value === pair.value && cookie.name === pair.name,
      ) ?? jar.endedLately(pair)
    if (crossed) {
      open = true
      continue
    }
    const doubted = takeOut(
      waiting,
      (cookie) => cookie.doubt && cookie.before?.value === pair.value && cookie.name === pair.name,
    )
    if (doubted?.before) {
      jar.adopt(doubted.before)
      sent.push(doubted.before)
      continue
    }
    const before = takeOut(waiting, (cookie) => cookie.name === pair.name)
    if (before) jar.forget(before)
    const cookie = jar.learn(pair, context)
    const reasons = client.browser ? client.refused.reasonsFor(pair) : undefined
    if (reasons) unexpected.push({ cookie, reasons })
    else learned.push({ cookie, ...(before ? { before } : {}) })
  }
  const missing: StoredCookie[] = []
  const due = new Set(cookiesDue(sending, at))
  // fetch() may leave credentials out, and says so nowhere; a page's own request will tell whether cookies are gone.
  const omitted = came.length === 0 && context.kind === 'subresource'
  for (const cookie of waiting) {
    if (!due.has(cookie) || omitted || context.credentials === 'unknown' || cookie.learned) {
      open = true
      continue
    }
    jar.forget(cookie)
    missing.push(cookie)
  }
  const compared = client.browser && !open && (came.length > 0 || sending.sent.length > 0)
  // What a script or the user did is not the model's fault; what the rules got wrong is.
  return {
    compared,
    agreed: unexpected.length === 0 && missing.length === 0,
    sent,
    learned,
    missing: client.browser ? missing : [],
    unexpected,
  }
}

function takeOut<T>(list: T[], test: (item: T) => boolean): T | undefined {
  const at = list.findIndex(test)
  return at < 0 ? undefined : list.splice(at, 1)[0]
}
