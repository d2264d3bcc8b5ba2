// What there is to check, learned once where nothing stands in the way: which page the sign-in leads to, how it says who is
// signed in, which API does, which page is for members only. A scenario is then held against exactly that.
import type { Entrance } from './entrance.ts'
import { findSignIn, leadsOn, reach } from './entrance.ts'
import { byScript, notFound, refused, untold } from './not-learned.ts'
import { patiently } from './patience.ts'
import type { Learned } from './play.ts'
import type { Recipe } from './recipes.ts'
import { recipeFor, signInWith } from './recipes.ts'
import type { Credentials } from './sign-in.ts'
import { pathIn, signInForm, signOutControl } from './sign-in.ts'
import type { Said, Sight, Visitor } from './visitor.ts'

/** How a page says that somebody is signed in: this text, an offer to sign out, or that it lets this visitor in at all. */
export type Mark = { readonly text: string } | 'sign-out' | 'let-in'

export interface Plan extends Learned {
  readonly entrance: Entrance
  readonly home: string
  /** Where the sign-in leads, when that page says nothing of the user. */
  readonly landing?: string
  readonly mark: Mark
  /** What the API and the page's code are searched for; undefined: they tell nobody by name. */
  readonly name: string | undefined
  /** undefined: the app has none that was found. */
  readonly api: string | undefined
  /** What the page's own code asks for; undefined: nothing, or there is no browser. */
  readonly client: string | undefined
  readonly inside: string | undefined
  readonly signOut: boolean
  /** What that page says to somebody who is not signed in. */
  readonly outside: string
  /** Without a browser, in place of the page's own code. */
  readonly recipe?: Recipe
}

const APIS = [
  ...['/api/me', '/api/auth/me', '/api/user', '/api/users/me', '/api/session', '/api/whoami', '/api/profile', '/me'],
  ...['/api/auth/session', '/api/auth/get-session', '/session', '/whoami', '/user', '/auth/me'],
]
const INSIDE = ['/protected', '/dashboard', '/account', '/profile', '/settings', '/private', '/admin', '/members']
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
  const found = await findSignIn(member, base, credentials, login)
  if ('tried' in found) throw notFound(found, member.code)
  const { form: firstForm, sight: _, ...entrance } = found
  let form = firstForm
  const recipe = member.code ? undefined : await recipeFor(member, base, form)
  if (!member.code && !recipe && form.method !== 'post') throw byScript(entrance.path)
  const leaves = (sight: Sight) => !signInForm(sight) && sight.text !== ''
  let again = false
  const landed = await patiently(async () => {
    if (again) form = (await reach(member, base, entrance, credentials)).form ?? form
    again = true
    return signInWith(member, form, { base, credentials, recipe, until: leaves })
  })
  if (landed.status === 0 || landed.status >= 400 || signInForm(landed))
    throw refused(landed, { form, credentials, path: entrance.path, code: member.code })
  const { home, mark, outside } = await homeOf(visitors, base, landed, credentials)
  const landing = pathIn(landed.url, base)
  const names = typeof mark === 'object' ? [mark.text] : namesOf(credentials)
  let name: string | undefined
  const api = await firstOf(APIS, async (path) => {
    const said = await member.ask(base + path)
    const told = names.find((one) => tells(said, one))
    if (told === undefined || tells(await stranger.ask(base + path), told)) return false
    name = told
    return true
  })
  const shown = await member.open(base + home, (sight) => isMember(sight, { mark, home }, base))
  const client = await clientPath(member, names).then((url) => (url === undefined ? undefined : pathIn(url, base)))
  const places = [...new Set([...linksOf(shown, base), ...INSIDE])].filter(
    (path) => path !== home && path !== entrance.path,
  )
  const inside = await firstOf(places.slice(0, 14), async (path) => {
    const [own, foreign] = [await member.ask(base + path), await stranger.ask(base + path)]
    if (own.status !== 200 || pathIn(own.url, base) !== path) return false
    return foreign.status === 401 || foreign.status === 403 || pathIn(foreign.url, base) !== path
  })
  const leadsAway = mark !== 'let-in' && outside.url !== '' && pathIn(outside.url, base) !== home
  const members = inside ?? (leadsAway ? home : undefined)
  const setup = recipe?.name ?? SETUPS.find(([sign]) => sign.test(api ?? '') || sign.test(client ?? ''))?.[1]
  return {
    ...{ entrance, home, mark, api, client, inside: members, outside: (await later(stranger, outside)).text },
    ...(landing === home ? {} : { landing }),
    name: typeof mark === 'object' ? mark.text : (name ?? names[0]),
    ...(recipe === undefined ? {} : { recipe }),
    signOut: signOutControl(shown) !== undefined,
    assumed: [
      `the sign-in form is at ${entrance.path}${setup === undefined ? '' : ` (${setup})`}`,
      ...(entrance.opener === undefined ? [] : [`the button "${entrance.opener}" brings it`]),
      ...(entrance.userFirst ? ['it asks for the name first, then for the password'] : []),
      `signed in means: ${home} ${means(mark)}`,
      api === undefined ? 'no API was found that tells who is signed in' : `the API is ${api}`,
      ...(client === undefined ? [] : [`the page's own code asks ${client}`]),
      ...(recipe === undefined ? [] : [`its form is sent by script: ${recipe.about}`]),
      members === undefined ? 'no page for members only was found' : `${members} is for members only`,
      ...(signOutControl(shown) ? [] : [`${home} offers no way to sign out`]),
    ],
  }
}

export const tells = ({ status, body }: Said, text: string) => status === 200 && includes(body, text)

export function includes(body: string, text: string): boolean {
  return body.toLowerCase().includes(text.toLowerCase())
}

/** Whether this page says that somebody is signed in. */
export function isMember(sight: Sight, { mark, home }: Pick<Plan, 'mark' | 'home'>, base: string): boolean {
  if (sight.status === 0 || signInForm(sight)) return false
  if (mark === 'let-in') return sight.status === 200 && pathIn(sight.url, base).split('?')[0] === home.split('?')[0]
  return mark === 'sign-out' ? signOutControl(sight) !== undefined : includes(sight.text, mark.text)
}

/** A page that fills itself in has done so: it says who is signed in, or what it says to nobody in particular. */
export function isSettled(sight: Sight, plan: Plan, base: string): boolean {
  return isMember(sight, plan, base) || alike(sight.text, plan.outside) || signInForm(sight) !== undefined
}

/** Clocks and counters aside. */
function alike(one: string, other: string): boolean {
  return one.replace(/\d+/g, '0') === other.replace(/\d+/g, '0')
}

/** That page once more, which has been there for a while now: "loading" has become what it says in the end. */
async function later(visitor: Visitor, before: Sight): Promise<Sight> {
  const now = await visitor.see()
  return now.url === before.url ? now : before
}

function means(mark: Mark): string {
  if (mark === 'let-in') return 'lets this visitor in, and nobody else'
  return mark === 'sign-out' ? 'offers to sign out' : `says "${mark.text}"`
}

const namesOf = ({ user }: Credentials) => [user, user.split('@')[0]!].filter((name) => name.length > 1)

/** The page that says who is signed in: where the sign-in led, or else the first page of the app. */
async function homeOf(
  { member, stranger }: { member: Visitor; stranger: Visitor },
  base: string,
  landed: Sight,
  credentials: Credentials,
): Promise<{ home: string; mark: Mark; outside: Sight }> {
  const home = pathIn(landed.url, base)
  const says = (sight: Sight) =>
    namesOf(credentials).some((name) => includes(sight.text, name)) || signOutControl(sight) !== undefined
  const settled = says(landed) ? landed : { ...(await member.see(says)), status: landed.status }
  const foreigner = (sight: Sight) => signInForm(sight) !== undefined || leadsOn(sight)
  const outside = await stranger.open(base + home, foreigner)
  const mark = markOf(settled, outside, credentials, base)
  if (mark) return { home, mark, outside }
  const front = home === '/' ? undefined : await member.open(`${base}/`, says)
  const foreign = front && (await stranger.open(`${base}/`, foreigner))
  const other = front && foreign && markOf(front, foreign, credentials, base)
  if (other) return { home: pathIn(front.url, base), mark: other, outside: foreign }
  if (pathIn(outside.url, base) !== home) return { home, mark: 'let-in', outside }
  throw untold(home)
}

function markOf(landed: Sight, outside: Sight, credentials: Credentials, base: string): Mark | undefined {
  const home = pathIn(landed.url, base)
  const strange = (mark: Mark) => !isMember(outside, { mark, home }, base)
  const text = namesOf(credentials).find((name) => includes(landed.text, name) && strange({ text: name }))
  if (text !== undefined) return { text }
  return signOutControl(landed) && strange('sign-out') ? 'sign-out' : undefined
}

async function clientPath(member: Visitor, names: readonly string[]): Promise<string | undefined> {
  const holds = (said: Said) => names.some((name) => tells(said, name))
  await member.heard('', holds)
  return member.asked().find(holds)?.url
}

function linksOf(sight: Sight, base: string): string[] {
  return sight.controls
    .filter((one) => one.href !== undefined && signOutControl({ ...sight, controls: [one] }) === undefined)
    .map(({ href }) => href!)
    .filter((href) => href.startsWith(`${base}/`) && !href.includes('#'))
    .map((href) => pathIn(href, base))
}

async function firstOf(
  paths: readonly string[],
  fits: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const path of paths) if (await fits(path)) return path
  return undefined
}
