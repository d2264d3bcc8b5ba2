// The play when nothing is written down: the sign-in is found, and all that is asked of it is learned from the app itself.
import { runFlow } from './flow.ts'
import type { Plan } from './plan.ts'
import { learn } from './plan.ts'
import type { OnStage, Play } from './play.ts'
import type { Credentials } from './sign-in.ts'
import { withoutBrowser } from './without-browser.ts'

/** `login`: path of the page with the form; looked for when absent. */
export function foundLogin(credentials: Credentials, login?: string): Play {
  let plan: Plan | undefined
  const both = async ({ visitor }: OnStage) => {
    const [member, stranger] = await Promise.all([visitor('member'), visitor('stranger')])
    return { member, stranger }
  }
  return {
    async learn(on) {
      plan = await learn(await both(on), on.base, credentials, login)
      return plan
    },
    async run(on) {
      // What somebody else is given is in the answers: that takes no second browser.
      const stranger = await withoutBrowser.visitor(on.door)
      try {
        return await runFlow({ member: await on.visitor('member'), stranger }, on.base, plan!, credentials)
      } finally {
        await stranger.close()
      }
    },
  }
}
