import { diagnosis } from '../core/diagnosis.ts'
import { has } from '../core/headers.ts'
import { answered, asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'server-action-skew',
  level: 'error',
  about:
    'The page calls a Server Action that this build does not have: instances differ, or the page is older than the deploy.',
  local: 'One process serves page and action from one build.',
  looksAt: [['post', 'refused']],
  check(scene) {
    const { exchange, before } = scene
    const answer = exchange.app?.response
    if (!answer || !has(answer.headers, 'x-nextjs-action-not-found')) return undefined
    const rewritten = whoChanged(exchange, 'Next-Action', 'request')
    let page: string | undefined
    for (const { exchange: earlier } of before()) {
      if (earlier.kind !== 'document' || !earlier.app) continue
      if (earlier.app.instance !== exchange.app!.instance)
        page = `${asked(earlier)}: the page came from instance ${earlier.app.instance}`
      break
    }
    const where = page ? `instance ${exchange.app!.instance}` : 'the app'
    return {
      title: `${where} does not know the Server Action that the page calls (${answer.status})`,
      subject: where,
      // One instance alone: a tab that was open while the app was rebuilt.
      level: page || rewritten ? 'error' : 'warning',
      evidence: [
        answered(exchange),
        ...(page ? [page] : []),
        ...(rewritten ? [`${rewritten} changed Next-Action`] : []),
      ],
    }
  },
  fix: {
    app: {
      any: 'build once and deploy that build everywhere; NEXT_SERVER_ACTIONS_ENCRYPTION_KEY and deploymentId the same on all instances',
    },
    front: { any: 'keep a browser on one version during a deploy' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 40ab
>> POST /login to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 40ab
<< 409 Conflict
   x-nextjs-action-not-found: 1
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 40ab
>> POST /login to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 40ab
<< 404 Not Found
`,
      },
    ],
  },
})
