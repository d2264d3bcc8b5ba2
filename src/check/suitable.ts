// Which scenarios a check plays when none is named: those that one login can tell something by. The others are named with why not.
import { ASKED_FOR } from '../scenario/groups.ts'

export interface LeftOut {
  readonly name: string
  readonly why: string
}

export interface Suitable {
  readonly names: readonly string[]
  /** Of the groups that are played; groups that must be asked for are not told one by one. */
  readonly leftOut: readonly LeftOut[]
}

const TOLD_BY = 'behind it an app fares as behind'
const SEVERAL = 'it takes several instances'
const LEFT_OUT: Readonly<Record<string, string>> = {
  'nginx-bare': `${TOLD_BY} behind-nginx`,
  'nginx-tuned': `${TOLD_BY} nginx-recommended`,
  'drop-cookies': 'nobody stays signed in behind it',
  'strip-set-cookie': 'nobody stays signed in behind it',
  'nginx-lb': SEVERAL,
  'haproxy-sticky': SEVERAL,
  'caddy-trusted': SEVERAL,
  'aws-alb-sticky': SEVERAL,
}

/** `instances`: how many addresses of the app were given. */
export function suitable(listed: readonly { name: string; group: string }[], instances: number): Suitable {
  const why = (name: string) => (instances > 1 && LEFT_OUT[name] === SEVERAL ? undefined : LEFT_OUT[name])
  const played = listed.filter(({ group }) => !ASKED_FOR.includes(group)).map(({ name }) => name)
  return {
    names: played.filter((name) => why(name) === undefined),
    leftOut: played.flatMap((name) => {
      const reason = why(name)
      return reason === undefined ? [] : [{ name, why: reason }]
    }),
  }
}
