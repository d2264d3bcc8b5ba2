// `when` compiled: patterns are made once, and a message costs one call per test that the scenario names.
import picomatch from 'picomatch'
import { splitAuthority } from '../core/authority.ts'
import type { Condition } from '../core/chain.ts'
import { parseCookieHeader } from '../core/cookies.ts'
import type { RequestHead, ResponseHead } from '../core/exchange.ts'
import { get, getAll } from '../core/headers.ts'
import { pathOf, queryOf } from '../core/kind.ts'
import { nameMatcher } from '../core/name-globs.ts'
import type { Run } from '../core/run.ts'
import type { When } from './when-schema.ts'

type RequestTest = (head: RequestHead, run: Run) => boolean
type ResponseTest = (head: ResponseHead) => boolean

interface Tests {
  readonly request: RequestTest[]
  readonly response: ResponseTest[]
}

/** @throws Error that says which pattern cannot be used */
export function compileWhen(when: When): Condition {
  const { request, response } = testsOf(when)
  return {
    ...(request.length > 0 ? { request: all(request) } : {}),
    ...(response.length > 0 ? { response: all(response) } : {}),
  }
}

function all<A extends unknown[]>(tests: readonly ((...args: A) => boolean)[]): (...args: A) => boolean {
  if (tests.length === 1) return tests[0]!
  return (...args) => {
    for (const test of tests) if (!test(...args)) return false
    return true
  }
}

function testsOf(when: When): Tests {
  const request: RequestTest[] = []
  const response: ResponseTest[] = []
  const { path, method, host, scheme, header, cookie, query, kind, status, answer, not } = when
  // Cheap ones first: the first test that fails ends it.
  if (scheme !== undefined) request.push((_, run) => run.from.scheme === scheme)
  if (method !== undefined) {
    const methods = new Set([method].flat().map((name) => name.toUpperCase()))
    request.push((head) => methods.has(head.method))
  }
  if (path !== undefined) {
    const matches = pathMatcher([path].flat())
    request.push((head) => matches(pathOf(head.target)))
  }
  if (kind !== undefined) {
    const kinds = new Set([kind].flat())
    request.push((_, run) => kinds.has(run.kind))
  }
  if (host !== undefined) request.push(hostTest([host].flat()))
  for (const [name, wanted] of Object.entries(header ?? {})) {
    const test = valuesTest(wanted, `header ${name}`)
    request.push((head) => test(getAll(head.headers, name)))
  }
  if (cookie !== undefined) {
    const matches = nameMatcher([cookie].flat())
    request.push((head) =>
      getAll(head.headers, 'cookie').some((line) => parseCookieHeader(line).some((pair) => matches(pair.name))),
    )
  }
  for (const [name, wanted] of Object.entries(query ?? {})) {
    const test = valuesTest(wanted, `query ${name}`)
    request.push((head) => test(new URLSearchParams(queryOf(head.target)).getAll(name)))
  }
  if (status !== undefined) response.push(statusTest([status].flat()))
  for (const [name, wanted] of Object.entries(answer ?? {})) {
    const test = valuesTest(wanted, `answer ${name}`)
    response.push((head) => test(getAll(head.headers, name)))
  }
  for (const inner of not === undefined ? [] : [not].flat()) negate(inner, request, response)
  return { request, response }
}

function negate(inner: When, request: RequestTest[], response: ResponseTest[]): void {
  const tests = testsOf(inner)
  if (tests.request.length > 0 && tests.response.length > 0)
    throw new Error(
      'in one "not", status and answer cannot stand beside tests of the request; write them as a list of two',
    )
  if (tests.request.length > 0) {
    const test = all(tests.request)
    request.push((head, run) => !test(head, run))
  }
  if (tests.response.length > 0) {
    const test = all(tests.response)
    response.push((head) => !test(head))
  }
}

/** Globs that begin with `!` take away from the others, or from everything when they stand alone. */
function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const options = { dot: true, windows: false, nonegate: true }
  const yes = globs.filter((glob) => !glob.startsWith('!'))
  const no = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1))
  const included = yes.length === 0 ? () => true : oneOf(yes, options)
  if (no.length === 0) return included
  const excluded = oneOf(no, options)
  return (path) => included(path) && !excluded(path)
}

const SPECIAL = /[*?[\](){}!+@|\\]/

/** Most globs are a path as it is, or all below one: these need no expression. */
function oneOf(globs: readonly string[], options: object): (path: string) => boolean {
  const literal = new Set(globs.filter((glob) => !SPECIAL.test(glob)))
  const patterns = globs.filter((glob) => !literal.has(glob)).map((glob) => below(glob, picomatch(glob, options)))
  if (patterns.length === 0) return (path) => literal.has(path)
  if (patterns.length === 1 && literal.size === 0) return patterns[0]!
  return (path) => literal.has(path) || patterns.some((matches) => matches(path))
}

function below(glob: string, matches: (path: string) => boolean): (path: string) => boolean {
  const prefix = glob.slice(0, -'/**'.length)
  if (!glob.endsWith('/**') || prefix === '' || SPECIAL.test(prefix)) return (path) => matches(path)
  // `..` in a path and line breaks are left to the package, which takes care of them.
  return (path) =>
    path.startsWith(prefix) &&
    (path.length === prefix.length || path[prefix.length] === '/') &&
    (!/\/\.|\s/.test(path) || matches(path))
}

function hostTest(globs: readonly string[]): RequestTest {
  const withPort = nameMatcher(
    globs.filter((glob) => /:[\d*?]+$/.test(glob)),
    true,
  )
  const without = nameMatcher(
    globs.filter((glob) => !/:[\d*?]+$/.test(glob)),
    true,
  )
  const ours = globs.includes('public')
  return (head, run) => {
    const host = get(head.headers, 'host') ?? ''
    const { host: name } = splitAuthority(host)
    return without(name) || withPort(host) || (ours && name.toLowerCase() === run.origin.host.toLowerCase())
  }
}

function valuesTest(wanted: string, what: string): (values: readonly string[]) => boolean {
  if (wanted === 'present') return (values) => values.length > 0
  if (wanted === 'absent') return (values) => values.length === 0
  let pattern: RegExp
  try {
    pattern = new RegExp(wanted)
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error })
  }
  return (values) => values.some((value) => pattern.test(value))
}

function statusTest(wanted: readonly (number | string)[]): ResponseTest {
  const codes = new Set(wanted.filter((one) => typeof one === 'number'))
  const classes = new Set(wanted.filter((one) => typeof one === 'string').map((one) => Number(one[0])))
  return ({ status }) => codes.has(status) || classes.has(Math.floor(status / 100))
}
