import { check, expect, startFront, test } from 'repro-proxy/vitest'
import { describe } from 'vitest'

const alice = { user: 'alice', password: 'pw' }

// What production has, and what it may become.
const scenarios = ['nginx-recommended', 'nginx-two-hops-trust', 'caddy-reverse-proxy', 'haproxy-sticky']

test.for(scenarios)('a login survives %s', async (scenario, { behind }) => {
  const front = await behind(scenario)
  const visitor = await front.visitor()
  await visitor.signIn(alice)
  expect((await visitor.open('/')).text).toContain('Signed in as alice')
  await expect(front).toSurvive()
  await expect(front).toKeepCookie('connect.sid')
})

// The same by hand, for tests that take nothing from their context.
test.each(scenarios)('nobody else sees the session behind %s', async (scenario) => {
  await using front = await startFront({ upstream: process.env.PORT ?? '3100', scenario })
  const [member, stranger] = [await front.visitor(), await front.visitor()]
  await member.signIn(alice)
  expect(JSON.parse((await stranger.fetch('/api/me')).body)).toEqual({ user: null })
})

describe('a front that forgets to say https', () => {
  const forgetful = test.extend({ scenario: 'nginx-missing-proto' })

  forgetful('loses the session: express-session sets no Secure cookie', async ({ front, visitor }) => {
    await visitor.signIn(alice)
    await expect(front).not.toSurvive()
    expect(front.findings.map(({ id }) => id)).toContain('xfp-missing')
  })
})

test('a whole check, as the command makes it', async ({ upstream }) => {
  await expect(await check({ upstream, scenarios, credentials: alice, driver: 'browserless' })).toSurvive()
})
