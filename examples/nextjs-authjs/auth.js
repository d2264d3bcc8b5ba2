import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { checkPassword, permissionsOf } from './users.js'

export const { handlers, auth, signIn, signOut } = NextAuth({
  pages: { signIn: '/login' },
  providers: [
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
