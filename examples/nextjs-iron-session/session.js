import { getIronSession } from 'iron-session'
import { cookies } from 'next/headers'

/** The visitor's session: { user?: string, permissions?: string, save(), destroy() }. */
export async function getSession() {
  return getIronSession(await cookies(), {
    cookieName: 'session',
    password: process.env.SESSION_PASSWORD,
    // As most apps have it: Secure in production only. It depends on the build, not on the URL in the browser.
    cookieOptions: { secure: process.env.NODE_ENV === 'production', httpOnly: true, sameSite: 'lax' },
  })
}
