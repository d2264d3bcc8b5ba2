// What nobody but the environment may know: the values that were typed, and the names that a flow has for them.

export interface Secrets {
  /** Who signs in. The last one counts: those before were mistaken. */
  user(value: string): void
  password(value: string): void
  /** The words with every secret as `${NAME}`. */
  hidden(words: string): string
  /** The whole value, or else as `hidden`. */
  named(value: string): string
  readonly name: string | undefined
  /** NAME: value */
  environment(): Readonly<Record<string, string>>
}

export function createSecrets(): Secrets {
  const passwords: string[] = []
  let user: string | undefined
  const names = () =>
    new Map([
      ...(user === undefined ? [] : [[user, 'REPRO_USER'] as const]),
      ...passwords.map((value, i) => [value, i === 0 ? 'REPRO_PASSWORD' : `REPRO_PASSWORD_${i + 1}`] as const),
    ])
  const reference = (name: string) => `\${${name}}`
  return {
    user(value) {
      user = value
    },
    password(value) {
      if (value !== '' && !passwords.includes(value)) passwords.push(value)
    },
    hidden(words) {
      const all = [...names()].sort(([a], [b]) => b.length - a.length)
      if (all.length === 0) return words
      const pattern = new RegExp(all.map(([value]) => patternFor(value)).join('|'), 'giu')
      const found = (text: string) => all.find(([value]) => value.toLowerCase() === text.toLowerCase())
      return words.replace(pattern, (text) => reference(found(text)?.[1] ?? 'REPRO_USER'))
    },
    named(value) {
      const name = names().get(value)
      return name === undefined ? this.hidden(value) : reference(name)
    },
    get name() {
      return user
    },
    environment: () => Object.fromEntries([...names()].map(([value, name]) => [name, value])),
  }
}

/** A short one is part of many words. */
function patternFor(value: string): string {
  const literal = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  return value.length < 4 ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal
}
