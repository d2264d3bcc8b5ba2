// What a recorded login is held against later: what there was after it and not before. Each `expect` names only what a page says of
// the user, so that a clock or a counter on it does not matter.
import type { Deed as Written } from '../flow-file/schema.ts'
import { includes } from '../plan.ts'
import { pathIn, SIGN_OUT, signOutControl } from '../sign-in.ts'
import type { Said } from '../visitor.ts'
import type { BrowserCookie } from './moments.ts'
import { apiTelling } from './moments.ts'
import type { Secrets } from './secrets.ts'
import type { Done, Look } from './steps.ts'

type Fill = { readonly fill: Readonly<Record<string, string | boolean>> }

export type WrittenStep = Partial<Omit<Written, 'fill'>> | Fill | 'reload' | 'submit'

interface Mark {
  readonly text: string
  /** Somebody else's page must not have it. */
  readonly own: boolean
}

export interface Held {
  readonly steps: readonly WrittenStep[]
  /** What a person must know of them. */
  readonly remarks: readonly string[]
}

/** undefined: nobody signed in. */
export function withExpectations(
  done: readonly Done[],
  { base, secrets, said }: { base: string; secrets: Secrets; said: readonly Said[] },
): Held | undefined {
  const at = done.findLastIndex(({ signsIn }) => signsIn)
  const signIn = done[at]
  if (!signIn) return undefined
  const remarks: string[] = []
  const { before, after } = signIn
  const mark = before && after ? markOf(before, after, secrets) : undefined
  const place = after === undefined ? undefined : placeOf(after.url, base, secrets)
  const cookie = before && after ? cookieOf(before.cookies, after.cookies) : undefined
  const expect = {
    ...(place === undefined ? {} : { url: place }),
    ...(mark ? { text: mark.text } : {}),
    ...(cookie === undefined ? {} : { cookie }),
  }
  if (!mark) remarks.push('the page after the sign-in says nothing new of who is signed in: look at its "expect"')
  const api = secrets.name === undefined ? undefined : apiTelling(said, secrets.name, new URL(base).origin)
  const proof: WrittenStep[] = [
    { expect },
    'reload',
    { expect: mark ? { text: mark.text } : { ...expect } },
    ...(api === undefined ? [] : [{ fetch: api }, { expect: { status: 200, text: secrets.hidden(secrets.name!) } }]),
    ...(mark?.own && after
      ? [
          { as: 'second-visitor' },
          { visit: pathIn(after.url, base) },
          { expect: { 'no-text': mark.text } },
          { as: 'first-visitor' },
        ]
      : []),
  ]
  const later = done.slice(at + 1).flatMap((step, i) => {
    const written = writtenOf(step, secrets)
    const out = mark && after && isSignOut(step, mark, secrets) ? signedOut(done[at + 1 + i]!, mark, after, base) : []
    return [written, ...out]
  })
  if (!later.some((step) => typeof step === 'object' && 'expect' in step))
    remarks.push('nobody signed out: the column "signed out" stays empty')
  const first = done.slice(0, at + 1).map((step) => writtenOf(step, secrets))
  // Nobody has to come back when nothing is done after it.
  const shown = later.length === 0 && mark?.own ? proof.slice(0, -1) : proof
  return { steps: [...first, ...shown, ...later], remarks }
}

function writtenOf({ deed }: Done, secrets: Secrets): WrittenStep {
  if ('reload' in deed) return 'reload'
  if ('submit' in deed) return deed.submit === null ? 'submit' : { submit: deed.submit }
  if ('visit' in deed) return { visit: secrets.hidden(deed.visit) }
  if ('click' in deed) return { click: secrets.hidden(deed.click) }
  const values = Object.entries(deed.fill).map(([word, value]): [string, string | boolean] => [
    word,
    value === 'true' || value === 'false' ? value === 'true' : secrets.named(value),
  ])
  return { fill: Object.fromEntries(values) }
}

/** The user's name, an offer to sign out, or else the first words that are new. */
function markOf(before: Look, after: Look, secrets: Secrets): Mark | undefined {
  const isNew = (words: string) => !includes(before.sight.text, words)
  const user = secrets.name
  if (user !== undefined && user.length > 1 && includes(after.sight.text, user)) {
    const line = after.lines.find((one) => includes(one, user) && one.length <= 60)
    const written = line === undefined ? undefined : secrets.hidden(line)
    // Numbers beside a name are a clock or a counter.
    const steady = written !== undefined && !/\d/.test(written) && isNew(line!)
    if (steady || isNew(user)) return { text: steady ? written : secrets.hidden(user), own: true }
  }
  const out = signOutControl(after.sight)?.text
  if (out && isNew(out)) return { text: secrets.hidden(out), own: true }
  const line = after.lines.find((one) => one.length > 2 && one.length <= 60 && !/\d/.test(one) && isNew(one))
  return line === undefined ? undefined : { text: secrets.hidden(line), own: false }
}

/** A path without what is one user's or one visit's own. */
function placeOf(url: string, base: string, secrets: Secrets): string | undefined {
  if (!url.startsWith(`${base}/`)) return undefined
  const parts = pathIn(url, base).split('?')[0]!.split('/')
  return parts.map((part) => (/^(?:\d+|[0-9a-f-]{8,})$/i.test(part) ? '*' : secrets.hidden(part))).join('/')
}

/** The cookie that the sign-in brought or changed. Its prefix goes by https, which a front may take away without harm. */
function cookieOf(before: readonly BrowserCookie[], after: readonly BrowserCookie[]): string | undefined {
  const known = new Map(before.map(({ name, value }) => [name, value]))
  const brought = after.filter(({ name, value }) => known.get(name) !== value)
  const likely = [...brought, ...after].filter(
    ({ name, httpOnly }) => httpOnly && !/csrf|xsrf|callback|locale/i.test(name),
  )
  const name = likely[0]?.name
  if (name === undefined) return undefined
  const bare = name.replace(/^__(?:Secure|Host)-/, '')
  // A large session is cut into name.0, name.1, ...
  const whole = bare.replace(/\.\d+$/, '')
  return `${bare === name ? '' : '*'}${whole}${whole === bare ? '' : '*'}`
}

function isSignOut({ deed, before, after }: Done, mark: Mark, secrets: Secrets): boolean {
  if (!('click' in deed) && !('submit' in deed)) return false
  const words = 'click' in deed ? deed.click : (deed.submit ?? '')
  const says = (look: Look | undefined) => look !== undefined && includes(secrets.hidden(look.sight.text), mark.text)
  return SIGN_OUT.test(words) || (says(before) && after !== undefined && !says(after))
}

function signedOut({ deed }: Done, mark: Mark, { url }: Look, base: string): WrittenStep[] {
  const plain = 'click' in deed && SIGN_OUT.test(deed.click)
  const proves = plain ? {} : { proves: 'signed-out' as const }
  return [{ visit: pathIn(url, base) }, { expect: { 'no-text': mark.text }, ...proves }]
}
