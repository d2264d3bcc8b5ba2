import { describe, expect, it } from 'vitest'
import { play, vectorsOf } from './measured-vectors.ts'

const PLAYED = (['chromium', 'firefox'] as const).flatMap((profile) =>
  vectorsOf(profile).map((vector) => ({ profile, vector, topic: `${profile}: ${vector.topic}` })),
)
const TOPICS = [...new Set(PLAYED.map(({ topic }) => topic))]

/** fetch() with credentials "omit" to the own origin looks like any other; only the missing Cookie header shows it afterwards. */
const BEYOND_HEADERS = 'credentials-005-same-origin-omit'
/** Firefox does not open http://0.0.0.0 at all, so there is nothing for a jar to predict. */
const NOT_A_COOKIE_RULE = 'secure-012-any-address'

describe('with all that the browser knew, the jar does what the browser did', () => {
  it.each(TOPICS)('%s', (topic) => {
    const wrong = PLAYED.filter((one) => one.topic === topic)
      .filter(({ profile, vector }) => !(profile === 'firefox' && vector.id === NOT_A_COOKIE_RULE))
      .flatMap(({ vector, profile }) => play(vector, profile, 'browser').differences)
    expect(wrong).toEqual([])
  })
})

describe('with what a proxy sees, the jar is right or says that it cannot know', () => {
  const outcomes = PLAYED.map(({ profile, vector }) => ({
    profile,
    id: vector.id,
    ...play(vector, profile, 'headers'),
  }))

  it('is right', () => {
    const excused = [BEYOND_HEADERS, NOT_A_COOKIE_RULE]
    expect(outcomes.filter(({ id }) => !excused.includes(id)).flatMap(({ differences }) => differences)).toEqual([])
  })

  // fetch() to a sibling host, which page is at the top of a frame, plain http without Referer or from another site.
  it('cannot know few', () => {
    const open = outcomes.filter((one) => one.open)
    expect(open.length / outcomes.length).toBeLessThan(0.08)
  })
})
