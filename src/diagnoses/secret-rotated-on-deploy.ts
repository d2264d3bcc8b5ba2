import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { instanceSplit } from '../findings/instances.ts'

/** An instance that was in service would have answered one of so many requests. */
const ALONE = 8

/** Since when the answering instance has been there, if others had answered alone for a good while and none has since. */
function tookOver({ exchange, all }: Scene): number | undefined {
  const here = exchange.app?.instance
  let since = exchange.id
  let before = 0
  for (const { exchange: earlier } of all()) {
    if (!earlier.app?.response || earlier.servedFrom !== undefined) continue
    if (earlier.app.instance !== here) before += 1
    else if (before > 0) return undefined
    else since = earlier.id
  }
  return before >= ALONE ? since : undefined
}

const REPEATED = `
>  GET https://shop.localhost/api/auth/session
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=eyJh
<< 200 OK
   Content-Type: application/json
   | {"user":{"name":"alice"}}
`
const LOGIN = `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure
   x-action-redirect: /;push
`

export default diagnosis({
  name: 'secret-rotated-on-deploy',
  level: 'error',
  about:
    'A new version took over with another secret: it cannot read the sessions of before, and everybody is signed out.',
  local: 'The secret stands in .env.local and stays.',
  explains: ['secrets-differ-per-instance', 'writer-reader-scheme-split', 'memory-session-many-instances'],
  looksAt: [['instances', 'cookie']],
  check(scene) {
    const since = tookOver(scene)
    const split = since === undefined ? undefined : instanceSplit(scene)
    if (!split?.sealed) return undefined
    return {
      title: `${split.name} is from before instance ${scene.exchange.app!.instance} took over, and cannot be read any more: ${split.says}`,
      subject: 'secret',
      evidence: [
        ...split.evidence,
        `instance ${scene.exchange.app!.instance} answers since #${since}, and no other one`,
      ],
    }
  },
  fix: {
    app: {
      any: 'keep the secret over deploys: from the environment, not made at build or boot',
      'authjs-5': 'keep AUTH_SECRET; when it must change, give the old one as AUTH_SECRET_1 for a while',
      'next-auth-4': 'keep NEXTAUTH_SECRET over deploys',
      'iron-session': 'keep the password; when it must change, a map of passwords with the old one in it',
      'better-auth': 'keep BETTER_AUTH_SECRET over deploys',
    },
  },
  examples: {
    found: [
      {
        wire: `${LOGIN}${REPEATED.repeat(8)}
>  GET https://shop.localhost/api/auth/session
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /api/auth/session to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=eyJh
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=; Max-Age=0; Path=/; HttpOnly; Secure
   Content-Type: application/json
   | null
`,
      },
    ],
    quiet: [
      {
        note: 'the new version has the same secret',
        wire: `${LOGIN}${REPEATED.repeat(8)}${REPEATED.replace('>> GET /api/auth/session', '>> GET /api/auth/session to=b')}`,
      },
    ],
  },
})
