// `sites`: other hosts that the front answers for, each with steps of its own. They become hops that only their host takes.
import { z } from 'zod'
import { check } from './check.ts'
import type { Entry, Located } from './located.ts'
import { at } from './located.ts'
import type { HopOutline } from './outline.ts'
import { outlineFront } from './outline.ts'
import type { Mistake } from './place.ts'

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:localhost|test|\*)$/

const siteShape = {
  host: z
    .string()
    .regex(HOST, 'host is a name under localhost or test, or one below the public name: idp.localhost, api.*')
    .describe('`idp.localhost` is another site for browsers; `api.*` is api.<public name>, of the same site'),
  about: z.string().min(1).optional().describe('what stands there, for the banner'),
  'through-front': z
    .boolean()
    .default(false)
    .describe("after its own steps, requests go through the front's hops as those of the public name do"),
}

/** `steps` is what a list of steps may hold. */
export const siteSchema = <Step extends z.ZodType>(step: Step) =>
  z.strictObject({
    ...siteShape,
    steps: z.array(step).optional().describe('as in a hop; what no step answers goes to the app'),
  })

const loose = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'names begin with a letter'),
  siteSchema(z.unknown()),
)

/** Their hops; mistakes are added to the list. */
export function siteHops(
  located: Located | undefined,
  behaviours: readonly string[],
  mistakes: Mistake[],
): HopOutline[] {
  if (located?.kind !== 'map') return []
  const sites = check(loose, located, mistakes)
  if (!sites) return []
  return [...located.entries].flatMap(([name, { key, value }]) => {
    const { host, 'through-front': throughFront, about = '' } = sites[name]!
    const steps = at(value, 'steps') ?? { kind: 'list', items: [], at: key }
    const entries = new Map<string, Entry>([[name, { key, value: steps }]])
    const hops = outlineFront(
      { kind: 'list', items: [{ kind: 'map', entries, at: key }], at: key },
      behaviours,
      mistakes,
    )
    return hops.flatMap((hop) => ('steps' in hop ? [{ ...hop, site: { host, throughFront, about } }] : []))
  })
}
