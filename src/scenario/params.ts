// Params are a scenario's own settings: a default says the type, `--set name=value` or `set:` gives another value, and
// `${name}` stands for it. Alone in a value it keeps its type; inside a text it becomes text; `$${name}` is left as `${name}`.
import { didYouMean } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import type { Located, LocatedScalar } from './located.ts'
import { described, mapScalars, plain } from './located.ts'
import type { Mistake, Place } from './place.ts'

export interface Param {
  readonly name: string
  /** A scalar or a list of scalars. */
  readonly value: Located
  readonly about?: string
}
export type Params = ReadonlyMap<string, Param>

/** From `params:`, which has passed the document schema. `dev`: a dev server stands behind the front. */
export function declaredParams(located: Located | undefined, dev = false): Param[] {
  if (located?.kind !== 'map') return []
  return [...located.entries].map(([name, { value }]): Param => {
    if (value.kind !== 'map') return { name, value }
    const about = value.entries.get('about')?.value
    const text = about?.kind === 'scalar' && typeof about.value === 'string' ? { about: about.value } : {}
    const beside = dev ? value.entries.get('dev')?.value : undefined
    return { name, value: beside ?? value.entries.get('default')!.value, ...text }
  })
}

const typeOf = (located: Located) => (located.kind === 'scalar' ? typeof located.value : 'list')
const TYPES: Record<string, string> = { string: 'text', number: 'a number', boolean: 'true or false', list: 'a list' }

function unknown(name: string, params: Params): string {
  if (params.size === 0) return `there is no param "${name}": this scenario has none`
  const near = didYouMean(name, params.keys())
  return `there is no param "${name}"${near || `; there are: ${[...params.keys()].join(', ')}`}`
}

/** `set:` beside `use:`: typed values from a file. Mistakes are added to the list. */
export function withSettings(params: Params, settings: Located | undefined, mistakes: Mistake[]): Params {
  if (settings?.kind !== 'map') return params
  const out = new Map(params)
  for (const [name, { key, value }] of settings.entries) {
    const param = params.get(name)
    if (!param) mistakes.push({ at: key, text: unknown(name, params) })
    else if (typeOf(param.value) !== typeOf(value))
      mistakes.push({
        at: value.at,
        text: `"${name}" is ${TYPES[typeOf(param.value)]}, as its default says; found ${described(value)}`,
      })
    else out.set(name, { ...param, value })
  }
  return out
}

/** `name=value` pairs of a command line. @throws UserError for one without `=` or a name given twice */
export function parseSettings(pairs: readonly string[]): Record<string, string> {
  const out = new Map<string, string>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 1)
      throw new UserError(`--set ${pair}: expected name=value`, { hint: 'For example: --set size=4096', exitCode: 2 })
    const name = pair.slice(0, equals)
    if (out.has(name)) throw new UserError(`--set ${name}: given twice`, { exitCode: 2 })
    out.set(name, pair.slice(equals + 1))
  }
  return Object.fromEntries(out)
}

/** `--set`: text that becomes what the default says. @throws UserError */
export function withTyped(params: Params, settings: Readonly<Record<string, string>>): Params {
  const out = new Map(params)
  for (const [name, text] of Object.entries(settings)) {
    const param = params.get(name)
    if (!param) throw new UserError(`--set ${name}: ${unknown(name, params)}`, { exitCode: 2 })
    out.set(name, { ...param, value: typed(param, text) })
  }
  return out
}

function typed({ name, value }: Param, text: string): Located {
  if (value.kind === 'list') {
    const items = text.split(',').filter((part) => part.trim() !== '')
    return { ...value, items: items.map((part) => ({ kind: 'scalar', value: part.trim(), at: value.at })) }
  }
  const { value: standard, at } = value as LocatedScalar
  const wrong = (what: string) =>
    new UserError(`--set ${name}=${text}: "${name}" is ${what} (default ${String(standard)})`, { exitCode: 2 })
  if (typeof standard === 'number') {
    const number = Number(text)
    if (text.trim() === '' || !Number.isFinite(number)) throw wrong('a number')
    return { kind: 'scalar', value: number, at }
  }
  if (typeof standard === 'boolean') {
    if (text !== 'true' && text !== 'false') throw wrong('true or false')
    return { kind: 'scalar', value: text === 'true', at }
  }
  return { kind: 'scalar', value: text, at }
}

const REFERENCE = /\$?\$\{([^}]*)\}/g

/** Mistakes are added to the list. */
export function interpolate(located: Located, params: Params, mistakes: Mistake[]): Located {
  return mapScalars(located, (scalar) => {
    if (typeof scalar.value !== 'string' || !scalar.value.includes('${')) return scalar
    const whole = /^\$\{([^}]*)\}$/.exec(scalar.value)
    const param = whole && params.get(whole[1]!)
    // The place stays that of the reference: a value of the wrong type is told where it is used.
    if (param) return referenced(param.value, scalar.at)
    const value = scalar.value.replace(REFERENCE, (found, name: string) => {
      if (found.startsWith('$$')) return found.slice(1)
      const one = params.get(name)
      if (!one) {
        mistakes.push({
          at: scalar.at,
          text: `${unknown(name, params)} (write $\${...} for the characters themselves)`,
        })
        return found
      }
      return [plain(one.value)].flat().join(', ')
    })
    return { ...scalar, value }
  })
}

function referenced(value: Located, at: Place): Located {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => referenced(item, at)), at }
  return value.kind === 'scalar' ? { ...value, at, param: true } : value
}
