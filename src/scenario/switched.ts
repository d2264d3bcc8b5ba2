// A chain with some of its steps switched off while it plays: the others stay the very same, with all they remember, and each hop
// sees of the one before it what that still says.
import type { Hooks } from '../core/behaviour.ts'
import type { Chain } from '../core/chain.ts'
import { INNER } from './compile.ts'

/** `off`: places in `chain.steps`. */
export function withoutSteps(chain: Chain, off: ReadonlySet<number>): Chain {
  if (off.size === 0) return chain
  const steps = chain.steps.filter((_, index) => !off.has(index))
  let leg: Hooks['leg']
  const hops = chain.hops.map((hop, index) => {
    const from = { ...INNER, ...leg }
    leg = Object.assign({}, ...steps.filter(({ hopIndex }) => hopIndex === index).map(({ hooks }) => hooks.leg))
    return index === 0 ? hop : { ...hop, from, port: from.scheme === 'https' ? 443 : 80 }
  })
  return { hops, steps }
}
