// What an `expect` says, one part at a time: what holds, and in words what was there instead.
import { nameMatcher } from '../../core/name-globs.ts'
import { includes } from '../plan.ts'
import { pathIn } from '../sign-in.ts'
import type { Said, Sight } from '../visitor.ts'
import type { Expected } from './schema.ts'

/** What is looked at: the page, or what fetch() answered after it. */
export interface Seen {
  readonly page: Sight
  readonly answer: Said | undefined
  /** Names of the cookies that go to the app. */
  readonly cookies: readonly string[]
}

/** Something that must not be there, rather than something that must. */
export const FORBIDS: ReadonlySet<string> = new Set(['no-text', 'no-cookie'])

/** In words what is wrong, by part; empty: all holds. */
export function amiss(expected: Expected, seen: Seen, base: string): Map<keyof Expected, string> {
  const { page, answer, cookies } = seen
  const { status, text } = answer === undefined ? page : { status: answer.status, text: answer.body }
  const where = answer === undefined ? placeOf(page, base) : pathIn(answer.url, base)
  const out = new Map<keyof Expected, string>()
  const named = (glob: string) => cookies.filter(nameMatcher([glob]))
  if (expected.status !== undefined && status !== expected.status)
    out.set(
      'status',
      `${where} has status ${status === 0 ? 'none' : status}${because(page, answer)}, not ${expected.status}`,
    )
  if (expected.text !== undefined && !includes(text, expected.text))
    out.set('text', `${where} does not say "${expected.text}"${because(page, answer)}`)
  if (expected['no-text'] !== undefined && includes(text, expected['no-text']))
    out.set('no-text', `${where} says "${expected['no-text']}"`)
  if (expected.url !== undefined && !isAt(page, expected.url, base))
    out.set('url', `the page is ${where}${because(page, answer)}, not ${expected.url}`)
  if (expected.cookie !== undefined && named(expected.cookie).length === 0)
    out.set(
      'cookie',
      `no cookie ${expected.cookie} goes to the app; ${cookies.length === 0 ? 'none does' : `there are ${cookies.join(', ')}`}`,
    )
  if (expected['no-cookie'] !== undefined && named(expected['no-cookie']).length > 0)
    out.set('no-cookie', `the cookie ${named(expected['no-cookie']).join(', ')} goes to the app`)
  return out
}

function isAt({ url }: Sight, glob: string, base: string): boolean {
  if (!URL.canParse(url) || new URL(url).origin !== new URL(base).origin) return false
  return nameMatcher([glob])(pathIn(url, base).split('?')[0]!)
}

/** A path of the app, or the whole address of somewhere else. */
function placeOf({ url }: Sight, base: string): string {
  if (!URL.canParse(url)) return url
  return new URL(url).origin === new URL(base).origin ? pathIn(url, base) : url.split('?')[0]!
}

function because(page: Sight, answer: Said | undefined): string {
  if (answer !== undefined) return answer.status === 200 ? '' : ` (status ${answer.status})`
  if (page.trouble !== undefined) return ` (${page.trouble})`
  return page.status >= 400 ? ` (status ${page.status})` : ''
}
