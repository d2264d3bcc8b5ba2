import { diagnosis } from '../core/diagnosis.ts'
import { asked } from '../findings/quote.ts'

const PAGE = `
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: __Secure-next-auth.session-token=eyJh
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: __Secure-next-auth.session-token=eyJh
<< 200 OK
   Content-Type: text/html
`

export default diagnosis({
  name: 'server-self-fetch-fails',
  level: 'error',
  about:
    'The server of the app asks its own public address for the session and does not get through: pages that it makes are for nobody.',
  local: 'localhost:3000 is reached from everywhere on the machine, and without a certificate.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange, output } = scene
    if (output.length === 0 || (exchange.kind !== 'document' && exchange.kind !== 'rsc') || !exchange.app)
      return undefined
    if (!output.some((word) => word.toUpperCase() === 'CLIENT_FETCH_ERROR')) return undefined
    return {
      title: `The server of the app cannot ask its own session endpoint (CLIENT_FETCH_ERROR): to pages that it makes, nobody is signed in`,
      subject: 'self',
      evidence: ['the app printed CLIENT_FETCH_ERROR', `${asked(exchange)}: a page with cookies, after that`],
    }
  },
  fix: {
    app: {
      any: 'read the session on the server without a request: getServerSession(authOptions) or auth(), not getSession()',
      'next-auth-4':
        'getServerSession(authOptions) in place of getSession(); or NEXTAUTH_URL_INTERNAL=http://localhost:3000, and NODE_EXTRA_CA_CERTS for a private CA',
    },
  },
  examples: {
    found: [{ output: '[next-auth][error][CLIENT_FETCH_ERROR]', wire: PAGE }],
    quiet: [{ note: 'the same page, and nothing printed', wire: PAGE }],
  },
})
