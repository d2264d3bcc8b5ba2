// better-auth with an OpenID Connect provider, and everything in memory: what it makes of a front is its own doing.
import http from 'node:http'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node'
import { genericOAuth } from 'better-auth/plugins'

const { PORT, OIDC_ISSUER, BETTER_AUTH_URL, BETTER_AUTH_SECRET } = process.env
const auth = betterAuth({
  baseURL: BETTER_AUTH_URL,
  secret: BETTER_AUTH_SECRET,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: 'idp',
          clientId: 'shop',
          clientSecret: 'any',
          discoveryUrl: `${OIDC_ISSUER}/.well-known/openid-configuration`,
          scopes: ['openid', 'profile', 'email'],
          pkce: true,
        },
      ],
    }),
  ],
})
const handler = toNodeHandler(auth)

/** The button asks better-auth where to go, as its client library does. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>shop</title><button id="provider">Sign in</button><script>
document.getElementById('provider').onclick = async () => {
  const body = JSON.stringify({ provider: 'idp', callbackURL: '/', errorCallbackURL: '/failed' })
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch('/api/auth/sign-in/social', { method: 'POST', headers, body })
  location.href = (await answer.json()).url
}
</script>`

http
  .createServer(async (req, res) => {
    if (req.url.startsWith('/api/auth/')) return handler(req, res)
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    if (req.url.startsWith('/login')) return res.end(PAGE)
    const session = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) })
    res.end(`<!doctype html><title>shop</title><p id="server-session" data-user="${session?.user.name ?? ''}"></p>`)
  })
  .listen(Number(PORT), () => console.log(`up at http://localhost:${PORT}`))
