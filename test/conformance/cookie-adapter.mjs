// Plays a vector of the browser conformance kit on the built jar, with all that a browser knows about each request.
// node <kit>/judge.mjs test/conformance/cookie-adapter.mjs --vectors <kit>/vectors.json --set all
import { contextFromBrowser } from '../../dist/session/context.js'
import { createBrowserJar } from '../../dist/session/jar.js'
import { judgedStep, profileOf, thirdPartyOf } from './judged-step.mjs'

export default async function predict(vector) {
  const profile = profileOf(vector)
  let now = Date.parse(vector.now)
  const jar = createBrowserJar({ profile, thirdPartyCookies: thirdPartyOf(vector, profile), now: () => now })
  const steps = vector.steps.map((step) => {
    now += (step.context.secondsSincePrevious ?? 0) * 1000
    const context = contextFromBrowser(step.context, profile)
    const sending = jar.cookiesFor(context)
    const verdicts = jar.receive(step.setCookie, context)
    return judgedStep(sending, verdicts, jar.stored(), now)
  })
  return { steps }
}
