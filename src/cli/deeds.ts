// What hot keys and other terminals may ask of a running front.
import type { Ask } from '../attach/ask.ts'
import type { Timeline } from '../proxy/timeline.ts'
import type { Opening } from './opening.ts'
import type { Playing } from './playing.ts'

export function deedsOf(playing: Playing, opening: Opening, timeline: Timeline): Ask {
  return async (request) => {
    switch (request.ask) {
      case 'open':
        return opening.open(request)
      case 'play':
        await playing.play(request.name)
        return `${playing.scenario.name} is played from now on`
      case 'purge': {
        const keepers = playing.scenario.chain.steps.flatMap(({ hooks }) => hooks.inspect?.() ?? [])
        const gone = keepers.reduce((sum, keeper) => sum + keeper.purge(), 0)
        const text =
          keepers.length === 0
            ? `${playing.scenario.name} has no cache`
            : `${gone === 1 ? '1 entry' : `${gone} entries`} thrown away: the caches are empty`
        timeline.publish({ type: 'front', at: Date.now(), state: 'notice', text })
        return text
      }
      case 'deploy': {
        const { scenario, off } = playing
        const done = scenario.chain.steps.flatMap(({ hooks }, i) => (off.has(i) ? [] : (hooks.press?.() ?? [])))
        const text = done.length === 0 ? `${scenario.name} deploys nothing` : done.join('; ')
        timeline.publish({ type: 'front', at: Date.now(), state: 'notice', text })
        return text
      }
    }
  }
}
