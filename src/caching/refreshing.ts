// A stale answer went out, and the app is asked behind the browser's back (RFC 5861 section 3).
import type { Tools } from '../core/behaviour.ts'
import type { Answer, Exchange, RequestHead } from '../core/exchange.ts'
import { freshened } from './answering.ts'
import { question } from './asking.ts'
import type { Policy } from './policy.ts'
import type { Entry, Store } from './store.ts'
import { verdictOn } from './storing.ts'
import type { Room } from './tee.ts'
import { gather } from './tee.ts'

/** Starts one; false when one is under way for this entry already. */
export type Refresh = (entry: Entry, head: RequestHead, x: Exchange) => boolean

export function refresher(store: Store, room: Room, policy: Policy, { now }: Pick<Tools, 'now'>): Refresh {
  const underWay = new WeakSet<Entry>()

  async function learn(entry: Entry, asked: RequestHead, sent: number, x: Exchange, answer: Answer): Promise<void> {
    const { head } = answer
    const answered = now()
    if (head.status === 304) {
      const next = freshened(entry, head, { head: asked, by: entry.by, noStore: false }, sent, answered, policy)
      if (next.keep) store.replace(entry, next.entry)
      else store.drop(entry)
      return
    }
    const question = { head: asked, key: entry.key, by: x.id, noStore: false }
    const verdict = verdictOn(question, head, { asked: sent, answered }, policy)
    // An error leaves the stale entry where it is: it may stand in for the error a while longer.
    if ('why' in verdict) {
      await gather(answer.body, 0, room)
      if (head.status < 500 || !policy.errorsSpare) store.drop(entry)
      return
    }
    const body = await gather(answer.body, policy.limits.body, room)
    if (body) store.put({ ...verdict.plan, body })
    else store.drop(entry)
  }

  return (entry, head, x) => {
    if (underWay.has(entry)) return false
    underWay.add(entry)
    x.say('the app is asked again in the background')
    const { head: asked } = question({ ...head, method: 'GET' }, entry, policy)
    const sent = now()
    x.below({ background: true })(asked)
      .then((answer) => learn(entry, head, sent, x, answer))
      // The app is down: the entry stays as stale as it is, and the next visitor tries again.
      .catch(() => {})
      .finally(() => underWay.delete(entry))
    return true
  }
}
