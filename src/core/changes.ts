// What a step did to a head, in words that fit on one line each. Worked out only when somebody looks.
import type { Change, Step } from './chain.ts'
import { attribute, parseSetCookie } from './cookies.ts'
import type { RequestHead, ResponseHead } from './exchange.ts'
import type { HeaderList } from './headers.ts'
import { getAll } from './headers.ts'

/** One difference. `from` absent: it was added; `to` absent: it went. */
export interface Difference {
  /** A header's name, or one of the parts of a head in brackets, as in `(target)`. */
  readonly what: string
  readonly from?: string
  readonly to?: string
}

export interface ChangeInWords {
  readonly hop: string
  readonly step: string
  readonly side: 'request' | 'response'
  readonly differences: readonly Difference[]
}

/** The differences of two header lists, line by line within one name; names in the order in which they first stand. */
export function headerDifferences(before: HeaderList, after: HeaderList): Difference[] {
  if (before === after) return []
  const [left, right] = withoutSameEnds(before, after)
  if (left.length + right.length === 2) return [{ what: (left[0] ?? right[0])!, ...sides(left[1], right[1]) }]
  if (left.length === 2 && right.length === 2 && left[0] === right[0])
    return [{ what: left[0]!, from: left[1]!, to: right[1]! }]
  const names = new Map<string, string>()
  for (const list of [left, right]) {
    for (let i = 0; i < list.length; i += 2) {
      const lower = list[i]!.toLowerCase()
      if (!names.has(lower)) names.set(lower, list[i]!)
    }
  }
  const out: Difference[] = []
  for (const [lower, what] of names) {
    const pair = lower === 'set-cookie' ? pairByCookieName : pairInOrder
    for (const one of pair(getAll(left, lower), getAll(right, lower))) out.push({ what, ...one })
  }
  return out
}

/** A step mostly changes one line of many: what stands alike before and after it says nothing. */
function withoutSameEnds(before: HeaderList, after: HeaderList): [HeaderList, HeaderList] {
  const same = (a: number, b: number) => before[a] === after[b] && before[a + 1] === after[b + 1]
  let start = 0
  while (start < before.length && start < after.length && same(start, start)) start += 2
  let [end, other] = [before.length, after.length]
  while (end > start && other > start && same(end - 2, other - 2)) {
    end -= 2
    other -= 2
  }
  return [before.slice(start, end), after.slice(start, other)]
}

type Sides = { from?: string; to?: string }

/** Lines that stand on both sides are left out; the others are paired as they come. */
function pairInOrder(before: readonly string[], after: readonly string[]): Sides[] {
  const [left, right] = withoutCommon(before, after)
  const out: Sides[] = []
  for (let i = 0; i < Math.max(left.length, right.length); i++) out.push(sides(left[i], right[i]))
  return out
}

/** A cookie line is paired with the line of the same cookie, or else of the same place (a step may rename). */
function pairByCookieName(before: readonly string[], after: readonly string[]): Sides[] {
  const [left, right] = withoutCommon(before, after)
  const out: Sides[] = []
  const rest: string[] = []
  for (const from of left) {
    const at = right.findIndex((to) => parseSetCookie(to).name === parseSetCookie(from).name)
    if (at < 0) rest.push(from)
    else out.push(sides(from, right.splice(at, 1)[0]))
  }
  return [...out, ...pairInOrder(rest, right)]
}

function withoutCommon(before: readonly string[], after: readonly string[]): [string[], string[]] {
  const right = [...after]
  const left = before.filter((value) => {
    const at = right.indexOf(value)
    if (at >= 0) right.splice(at, 1)
    return at < 0
  })
  return [left, right]
}

function sides(from: string | undefined, to: string | undefined): Sides {
  if (from === undefined) return to === undefined ? {} : { to }
  return to === undefined ? { from } : { from, to }
}

export function headDifferences(before: RequestHead | ResponseHead, after: RequestHead | ResponseHead): Difference[] {
  const out: Difference[] = []
  const part = (what: string, from: string | number | undefined, to: string | number | undefined) => {
    if (from !== to) out.push({ what: `(${what})`, ...sides(from?.toString(), to?.toString()) })
  }
  if ('method' in before && 'method' in after) {
    part('method', before.method, after.method)
    part('target', before.target, after.target)
    part('version', before.version, after.version)
    part('instance', before.upstream, after.upstream)
  }
  if ('status' in before && 'status' in after) part('status', before.status, after.status)
  const inHeaders = headerDifferences(before.headers, after.headers)
  return out.length === 0 ? inHeaders : [...out, ...inHeaders]
}

/** A step mostly does the same thing to one message after another: what it did last, so that events share the words. */
const saidLast = new WeakMap<Step, { request?: ChangeInWords; response?: ChangeInWords }>()

export function inWords({ side, step, before, after }: Change): ChangeInWords {
  const differences = headDifferences(before, after)
  let said = saidLast.get(step)
  const last = said?.[side]
  if (last && sameDifferences(last.differences, differences)) return last
  if (!said) {
    said = {}
    saidLast.set(step, said)
  }
  const words = { hop: step.hop, step: step.name, side, differences }
  said[side] = words
  return words
}

function sameDifferences(a: readonly Difference[], b: readonly Difference[]): boolean {
  return a.length === b.length && a.every((one, i) => sameDifference(one, b[i]!))
}

const sameDifference = (a: Difference, b: Difference) => a.what === b.what && a.from === b.from && a.to === b.to

/** How two Set-Cookie lines of one cookie differ, attribute by attribute: `- Secure`, `Path=/ -> /app`. */
export function cookieDifferences(from: string, to: string): Difference[] {
  const [left, right] = [parseSetCookie(from), parseSetCookie(to)]
  const out: Difference[] = []
  if (left.name !== right.name) out.push({ what: '(name)', ...sides(left.name, right.name) })
  if (left.value !== right.value) out.push({ what: '(value)', ...sides(left.value, right.value) })
  const names = new Map([...left.attributes, ...right.attributes].map(({ name }) => [name.toLowerCase(), name]))
  for (const [lower, what] of names) {
    const [a, b] = [attribute(left, lower), attribute(right, lower)]
    if (a !== b) out.push({ what, ...sides(a === null ? '' : a, b === null ? '' : b) })
  }
  return out
}
