/** One line of `doctor`. Only `fail` stops a start; `warn` is worth knowing; `info` is neither good nor bad. */
export interface Check {
  readonly name: string
  readonly state: 'ok' | 'info' | 'warn' | 'fail'
  readonly text: string
  /** What to do; one sentence, or a command on a line of its own. */
  readonly hint?: string
}
