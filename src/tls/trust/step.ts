// What `certs install` and `certs uninstall` would change, as values.

/** One change to one trust store. Its commands run in turn and the first failure ends it; other steps still run. */
export interface Step {
  readonly store: string
  /** What changes, for people. */
  readonly about: string
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** Needs the administrator. */
  readonly root: boolean
}

export interface Plan {
  readonly steps: readonly Step[]
  /** What cannot be done here, and what to do about it. */
  readonly hints: readonly string[]
}

export type Action = 'install' | 'uninstall'
