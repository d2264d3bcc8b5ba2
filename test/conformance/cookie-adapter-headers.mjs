// The same with no more than a proxy sees: URL, method, the headers of the request, its answers, and what went before.
import { contextFromHeaders } from '../../dist/session/context-from-headers.js'
import { createBrowserJar } from '../../dist/session/jar.js'
import { createSeenBefore } from '../../dist/session/seen-before.js'
import { judgedStep, profileOf } from './judged-step.mjs'

export default async function predict(vector) {
  const profile = profileOf(vector)
  let now = Date.parse(vector.now)
  const jar = createBrowserJar({ profile, now: () => now })
  const seen = createSeenBefore(() => now)
  const steps = vector.steps.map((step) => {
    now += (step.context.secondsSincePrevious ?? 0) * 1000
    const { url, method, requestHeaders } = step.context
    const context = contextFromHeaders(
      { url, method, headers: Object.entries(requestHeaders ?? {}).flat() },
      profile,
      seen,
    )
    const sending = jar.cookiesFor(context)
    const verdicts = jar.receive(step.setCookie, context)
    seen.noteAnswer(context, step.response.status, step.response.location)
    return judgedStep(sending, verdicts, jar.stored(), now)
  })
  return { steps }
}
