// One login behind one front, step by step, and what held.

import { reach } from './entrance.ts'
import { patiently } from './patience.ts'
import type { Plan } from './plan.ts'
import { isMember, isSettled, tells } from './plan.ts'
import type { Outcome } from './play.ts'
import type { Recipe } from './recipes.ts'
import { signInWith } from './recipes.ts'
import type { Credentials } from './sign-in.ts'
import { pathIn, signInForm, signOutControl } from './sign-in.ts'
import type { FormSeen, Sight, Visitor } from './visitor.ts'

export async function runFlow(
  visitors: { member: Visitor; stranger: Visitor },
  base: string,
  plan: Plan,
  credentials: Credentials,
): Promise<Outcome> {
  const { member, stranger } = visitors
  const { name } = plan
  const seen: string[] = []
  const at = (path: string) => base + path
  const inside = (sight: Sight) => isMember(sight, plan, base)
  const { path: loginPath } = plan.entrance

  await member.open(at(plan.home))
  let form: FormSeen | undefined
  const landed = await patiently(async () => {
    const reached = await reach(member, base, plan.entrance, credentials)
    form = reached.form
    if (!form) return reached.sight
    return signInWith(member, form, { base, credentials, recipe: plan.recipe, until: inside })
  })
  const here = new URL(base)
  const under = here.pathname.replace(/\/$/, '')
  // The same page is there in the app itself: that is where the plan comes from.
  if (!form && under !== '' && landed.status === 404)
    seen.push(
      `the app has ${loginPath} and no ${under}${loginPath}: it does not know that it is published under ${under}`,
    )
  else if (!form) seen.push(`${loginPath} shows no sign-in form: ${troubleOf(landed)}`)
  const there = URL.canParse(landed.url) ? new URL(landed.url) : undefined
  const own = there?.protocol === here.protocol && near(there.host, here.host)
  const below = there?.pathname === under || there?.pathname.startsWith(`${under}/`) === true
  if (form && !own) seen.push(`the sign-in led to ${there?.origin ?? landed.url}`)
  const arrived =
    plan.landing === undefined
      ? inside(landed)
      : landed.status < 400 && !signInForm(landed) && pathIn(landed.url, base) === plan.landing
  const signedIn = form !== undefined && own && below && arrived
  if (form && own && !below) seen.push(`the sign-in led to ${there.pathname}, outside of ${under}/`)
  else if (form && own && !signedIn) seen.push(`the sign-in ended at ${pathIn(landed.url, base)}: ${troubleOf(landed)}`)

  // What the page's own code asks for may put the name there a little later.
  const settled = (sight: Sight) => isSettled(sight, plan, base)
  const again =
    plan.client === undefined
      ? await member.open(at(plan.home), settled)
      : await member.open(at(plan.home), inside, (sight) => settled(sight) && asks(member, plan.client!))
  const reload = inside(again)
  if (signedIn && !reload) seen.push(`${plan.home} opened again shows nobody signed in`)
  // A page that did not come has no code that could ask.
  const came = again.status > 0 && again.status < 400
  const client = plan.client === undefined || !came ? null : await clientHeld(member, plan.client, name)
  const api = plan.api === undefined || name === undefined ? null : tells(await member.ask(at(plan.api)), name)
  if (reload && client === false) seen.push(`what the page's code asks ${plan.client} tells nothing of the session`)
  if (reload && api === false) seen.push(`${plan.api} knows nobody`)
  const server = plan.inside === undefined ? reload : await isLetIn(member, again, at(plan.inside), base)
  if (reload && !server) seen.push(`${plan.inside} does not let the user in`)

  const other = await stranger.open(at(plan.home), settled)
  const leaks = [...(inside(other) ? [plan.home] : []), ...(await told(stranger, base, [plan.api, plan.client], name))]
  if (leaks.length > 0) seen.push(`a second visitor gets the first one's session from ${leaks.join(' and ')}`)

  const signedOut =
    reload && plan.signOut
      ? await signOut(member, at(plan.home), { base, page: again.url, inside, settled, recipe: plan.recipe })
      : null
  if (signedOut === false) seen.push('still signed in after signing out')
  return { held: { signedIn, reload, server, client, api, apart: leaks.length === 0, signedOut }, seen }
}

/** Its code has asked already, whatever it was told. */
function asks(visitor: Visitor, path: string): boolean {
  return visitor.asked().some(({ url }) => url.endsWith(path))
}

async function clientHeld(member: Visitor, path: string, name: string | undefined): Promise<boolean> {
  return member.heard(path, (said) => name !== undefined && tells(said, name))
}

/** Asked for by the open page, which stays; opened where that page is of another origin and may not ask (www). */
async function isLetIn(member: Visitor, { url: here }: Sight, url: string, base: string): Promise<boolean> {
  const near = URL.canParse(here) && new URL(here).origin === new URL(url).origin
  const own = near ? await member.ask(url) : await member.open(url)
  return own.status === 200 && pathIn(own.url, base) === pathIn(url, base) && !('forms' in own && signInForm(own))
}

async function signOut(
  member: Visitor,
  home: string,
  {
    base,
    inside,
    settled,
    recipe,
    page,
  }: {
    base: string
    page: string
    inside: (sight: Sight) => boolean
    settled: (sight: Sight) => boolean
    recipe: Recipe | undefined
  },
): Promise<boolean> {
  const offered = (sight: Sight) => signOutControl(sight) !== undefined
  // On the page that still is open, as a person does.
  const open = await member.see()
  const control = signOutControl(open.url === page ? await member.see(offered) : await member.open(home, offered))
  if (!control) return false
  if (recipe) await recipe.signOut(member, base)
  else await member.press(control)
  return !inside(await member.open(home, settled))
}

/** The paths of these that tell this visitor the name. */
async function told(
  visitor: Visitor,
  base: string,
  paths: readonly (string | undefined)[],
  name: string | undefined,
): Promise<string[]> {
  const out: string[] = []
  for (const path of new Set(paths))
    if (path !== undefined && name !== undefined && tells(await visitor.ask(base + path), name)) out.push(path)
  return out
}

const near = (host: string, own: string) => host === own || host.endsWith(`.${own}`)

function troubleOf(sight: Sight): string {
  if (sight.trouble !== undefined) return sight.trouble
  if (sight.status >= 400 || sight.status === 0) return `status ${sight.status}`
  return signInForm(sight) ? 'the form came again' : 'the page shows nobody signed in'
}
