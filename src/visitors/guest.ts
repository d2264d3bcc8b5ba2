// A second user, in a browser of their own: what a front or a cache gives out to one browser and then to another shows with them. Their
// cookies obey the browser's rules, as everybody's here.
import type { Exchange, VisitAnswer, VisitRequest } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { get, getAll, without } from '../core/headers.ts'
import { contextAt } from '../session/context-from-headers.ts'
import { createBrowserJar } from '../session/jar.ts'
import { placeOf } from '../session/place.ts'
import { hiddenFields } from './hidden-fields.ts'

export interface SignIn {
  readonly path: string
  readonly fields: Readonly<Record<string, string>>
}

type Asked = Pick<VisitRequest, 'method' | 'target' | 'headers' | 'body'>

export interface Guest {
  /** Signs in first, once, if it was told how. Never rejects for what the app answers. */
  opens(asked: Asked, x: Exchange): Promise<void>
}

export function createGuest(as: string, signIn: SignIn | undefined, now: () => number): Guest {
  const jar = createBrowserJar({ profile: 'chromium', now })
  let signedIn = signIn === undefined

  async function visit(asked: Asked, x: Exchange): Promise<VisitAnswer | undefined> {
    const { method, target } = asked
    const headers = without(asked.headers, 'cookie')
    const place = placeOf(`${x.origin.scheme}://${get(headers, 'host') ?? ''}${target}`)
    const context = place && contextAt(place, { method, headers }, jar.profile.name)
    const sent = context ? jar.cookiesFor(context).sent : []
    const cookies = sent.length === 0 ? [] : ['Cookie', sent.map(({ name, value }) => `${name}=${value}`).join('; ')]
    const answer = await x.visit!({ ...asked, headers: [...headers, ...cookies], as, cookies: 'own' })
    if (answer && context)
      jar.receive(getAll(answer.headers, 'set-cookie'), context, { dateHeader: get(answer.headers, 'date') })
    return answer
  }

  async function signInAt({ path, fields }: SignIn, headers: HeaderList, x: Exchange): Promise<void> {
    // The page is read: nothing is asked for that would have to be unpacked.
    const plain = [...without(headers, 'accept-encoding'), 'Accept-Encoding', 'identity']
    const page = await visit({ method: 'GET', target: path, headers: plain }, x)
    const form = new URLSearchParams({ ...hiddenFields(page?.body ?? ''), ...fields })
    const origin = ['Origin', `${x.origin.scheme}://${get(headers, 'host') ?? ''}`]
    const type = ['Content-Type', 'application/x-www-form-urlencoded']
    await visit({ method: 'POST', target: path, headers: [...plain, ...origin, ...type], body: form.toString() }, x)
  }

  return {
    async opens(asked, x) {
      if (!signedIn) {
        signedIn = true
        await signInAt(signIn!, asked.headers, x)
      }
      await visit(asked, x)
    },
  }
}
