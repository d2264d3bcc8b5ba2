/** A mistake that a person can mend: printed as one message and a hint, never as a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
  /** What to do next, one sentence. */
  readonly hint: string | undefined
  /** 1: the run failed; 2: the command or a file given to it was wrong. */
  readonly exitCode: 1 | 2

  constructor(message: string, options: { hint?: string; exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.hint = options.hint
    this.exitCode = options.exitCode ?? 2
  }
}
