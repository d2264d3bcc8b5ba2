import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked, landing } from '../findings/heads.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'csrf-double-submit-broken',
  level: 'error',
  about: 'Auth.js turns the login down because its CSRF cookie is gone or is not the one that belongs to the form.',
  local: 'The cookie has no prefix there, no front touches it, and one secret signs it.',
  looksAt: [['redirect', 'post']],
  check({ exchange }) {
    const to = landing(exchange)
    const said =
      to &&
      (to.searchParams.get('csrf') === 'true'
        ? 'csrf=true'
        : to.searchParams.get('error') === 'MissingCSRF'
          ? 'MissingCSRF'
          : undefined)
    if (!said) return undefined
    const sent = cookiesAsked(exchange.browser.request).some(({ name }) => /csrf-token$/.test(name))
    const arrived = cookiesAsked(exchange.app?.request).some(({ name }) => /csrf-token$/.test(name))
    const where = !sent
      ? 'the browser sent no csrf-token cookie'
      : !arrived
        ? 'the front took the csrf-token cookie away'
        : 'the csrf-token cookie does not match the form'
    return {
      title: `The login is turned down (${said}): ${where}`,
      subject: where,
      evidence: [answered(exchange), where],
    }
  },
  fix: {
    app: { any: 'use one secret on all instances; do not cache /api/auth/csrf or the sign-in page' },
    front: { any: 'let cookies whose name begins with __Host- through unchanged, both ways' },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 302 Found
   Location: https://shop.localhost/api/auth/signin?csrf=true
`,
      },
    ],
    quiet: [
      {
        wire: `
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: __Host-next-auth.csrf-token=a
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Host-next-auth.csrf-token=a
<< 302 Found
   Location: https://shop.localhost/login?error=CredentialsSignin
`,
      },
    ],
  },
})
