// What there is to check, learned once where nothing stands in the way: which page the sign-in leads to, how it says who is
// signed in, which API does, which page is for members only. A scenario is then held against exactly that.
import { UserError } from '../core/user-error.ts'
import type { Learned } from './play.ts'
import type { Recipe } from './recipes.ts'
import { recipeFor, signInWith } from './recipes.ts'
import type { Credentials } from './sign-in.ts'
import { findSignIn, pathIn, signInForm, signOutControl } from './sign-in.ts'
import type { Said, Sight, Visitor } from './visitor.ts'

export interface Plan extends Learned {
  readonly loginPath: string
  readonly home: string
  /** How a page says that somebody is signed in: this text, or by offering to sign out. */
  readonly mark: { readonly text: string } | 'sign-out'
  /** undefined: the app has none that was found. */
  readonly api: string | undefined
  /** What the page's own code asks for; undefined: nothing, or there is no browser. */
  readonly client: string | undefined
  readonly inside: string | undefined
  readonly signOut: boolean
  /** Without a browser, in place of the page's own code. */
  readonly recipe?: Recipe
}

const APIS = [
  ...['/api/me', '/api/auth/me', '/api/user', '/api/users/me', '/api/session', '/api/whoami', '/api/profile', '/me'],
  ...['/api/auth/session', '/api/auth/get-session', '/session', '/whoami'],
]
const INSIDE = ['/protected', '/dashboard', '/account', '/profile', '/settings', '/private', '/admin']
const SETUPS: readonly (readonly [RegExp, string])[] = [
  [/\/api\/auth\/get-session/, 'better-auth'],
  [/\/api\/auth\/session/, 'NextAuth or Auth.js'],
]

export async function learn(
  visitors: { member: Visitor; stranger: Visitor },
  base: string,
  credentials: Credentials,
  login?: string,
): Promise<Plan> {
  const { member, stranger } = visitors
  const found = await findSignIn(member, base, login)
  if ('tried' in found) throw notFound(found.tried, found.last)
  const form = signInForm(found.sight)!
  const recipe = member.code ? undefined : await recipeFor(member, base, form)
  const leaves = (sight: Sight) => !signInForm(sight) && sight.text !== ''
  const landed = await signInWith(member, form, { base, credentials, recipe, until: leaves })
  if (landed.status === 0 || landed.status >= 400 || signInForm(landed)) throw refused(landed, credentials, found.path)
  const home = pathIn(landed.url, base)
  const outside = await stranger.open(base + home)
  const mark = markOf(landed, outside, credentials.user)
  if (!mark) throw untold(home)
  const api = await firstOf(APIS, async (path) => {
    if (mark === 'sign-out') return false
    const said = await member.ask(base + path)
    if (!tells(said, mark.text)) return false
    return !tells(await stranger.ask(base + path), mark.text)
  })
  const again = await member.open(base + home)
  const client =
    mark === 'sign-out'
      ? undefined
      : await clientPath(member, mark.text).then((url) => (url === undefined ? undefined : pathIn(url, base)))
  const links = again.controls
    .filter(
      ({ href, text }) => href !== undefined && signOutControl({ ...again, controls: [{ text, href }] }) === undefined,
    )
    .map(({ href }) => href!)
    .filter((href) => href.startsWith(`${base}/`) && !href.includes('#'))
    .map((href) => pathIn(href, base))
  const places = [...new Set([...links, ...INSIDE])].filter((path) => path !== home && path !== found.path)
  const inside = await firstOf(places.slice(0, 12), async (path) => {
    const [own, foreign] = [await member.ask(base + path), await stranger.ask(base + path)]
    if (own.status !== 200 || pathIn(own.url, base) !== path) return false
    return foreign.status === 401 || foreign.status === 403 || pathIn(foreign.url, base) !== path
  })
  const setup = recipe?.name ?? SETUPS.find(([sign]) => sign.test(api ?? '') || sign.test(client ?? ''))?.[1]
  return {
    ...{ loginPath: found.path, home, mark, api, client, inside },
    ...(recipe === undefined ? {} : { recipe }),
    signOut: signOutControl(again) !== undefined,
    assumed: [
      `the sign-in form is at ${found.path}${setup === undefined ? '' : ` (${setup})`}`,
      `signed in means: ${home} ${mark === 'sign-out' ? 'offers to sign out' : `says "${mark.text}"`}`,
      api === undefined ? 'no API was found that tells who is signed in' : `the API is ${api}`,
      ...(client === undefined ? [] : [`the page's own code asks ${client}`]),
      ...(recipe === undefined ? [] : [`its form is sent by script: ${recipe.about}`]),
      inside === undefined ? 'no page for members only was found' : `${inside} is for members only`,
      ...(signOutControl(again) ? [] : [`${home} offers no way to sign out`]),
    ],
  }
}

export const tells = ({ status, body }: Said, text: string) => status === 200 && includes(body, text)

export function includes(body: string, text: string): boolean {
  return body.toLowerCase().includes(text.toLowerCase())
}

/** Whether this page says that somebody is signed in. */
export function isMember(sight: Sight, mark: Plan['mark']): boolean {
  if (sight.status === 0 || signInForm(sight)) return false
  return mark === 'sign-out' ? signOutControl(sight) !== undefined : includes(sight.text, mark.text)
}

function markOf(landed: Sight, outside: Sight, user: string): Plan['mark'] | undefined {
  const names = [user, user.split('@')[0]!].filter((name) => name.length > 1)
  const text = names.find((name) => includes(landed.text, name) && !isMember(outside, { text: name }))
  if (text !== undefined) return { text }
  return signOutControl(landed) && !signOutControl(outside) ? 'sign-out' : undefined
}

async function clientPath(member: Visitor, text: string): Promise<string | undefined> {
  await member.heard('', (said) => tells(said, text))
  return member.asked().find((said) => tells(said, text))?.url
}

async function firstOf(
  paths: readonly string[],
  fits: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const path of paths) if (await fits(path)) return path
  return undefined
}

function notFound(tried: readonly string[], last: Sight): UserError {
  if (last.status === 0 || last.status >= 502) {
    return new UserError(`your app gives no page: ${last.trouble ?? `status ${last.status}`}`, {
      hint: 'Start your app and look at it in a browser first.',
    })
  }
  return new UserError(
    `no sign-in form was found; looked at ${tried.slice(0, 8).join(', ')}${tried.length > 8 ? ' and more' : ''}`,
    {
      hint: 'A form with one password field is looked for. Say where it is with --login /path; forms that only script can make need a browser.',
    },
  )
}

function refused(landed: Sight, { user }: Credentials, path: string): UserError {
  const why = landed.trouble ?? (landed.status >= 400 ? `status ${landed.status}` : 'the form came again')
  return new UserError(`signing in as ${user} at ${path} failed with nothing in front of the app: ${why}`, {
    hint: 'Are --user and --password right? They can also stand in REPRO_USER and REPRO_PASSWORD.',
  })
}

function untold(home: string): UserError {
  return new UserError(`after the sign-in, ${home} looks the same signed in as signed out`, {
    hint: 'It should say the name of the user, or offer to sign out.',
  })
}
