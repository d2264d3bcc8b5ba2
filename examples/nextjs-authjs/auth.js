import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { checkPassword, permissionsOf } from './users.js'

export const { handlers, auth, signIn, signOut } = NextAuth({
  pages: { signIn: '/login' },
  providers: [
    // Only where one is named: `repro-proxy --scenario oauth-form-post -- npm run dev` brings one along.
    ...(process.env.OIDC_ISSUER
      ? [
          {
            id: 'idp',
            name: 'Identity provider',
            type: 'oidc',
            issuer: process.env.OIDC_ISSUER,
            clientId: process.env.OIDC_CLIENT_ID ?? 'authjs-example',
            clientSecret: process.env.OIDC_CLIENT_SECRET ?? 'any',
          },
        ]
      : []),
    Credentials({
      credentials: { username: {}, password: {} },
      authorize: ({ username, password }) => checkPassword(username, password),
    }),
  ],
  callbacks: {
    // `user` is there only at sign-in; afterwards the token is what the cookie brought back.
    jwt: ({ token, user }) => (user ? { ...token, permissions: permissionsOf(user.name) } : token),
    // Asked by proxy.js: no session, then off to /login.
    authorized: ({ auth: session }) => session !== null,
  },
})
