import Link from 'next/link'
import { getSession } from '../session.js'
import { signOutAction } from './login/actions.js'

export default async function HomePage() {
  const { user } = await getSession()
  return (
    <>
      <h1>iron-session example</h1>
      <p id="server-session" data-user={user ?? ''}>
        {user ? `Signed in as ${user}` : 'Signed out'}
      </p>
      <nav>
        <Link href="/protected" prefetch={false}>
          Protected page
        </Link>
        {!user && <Link href="/login">Sign in</Link>}
      </nav>
      {user && (
        <form id="logout" action={signOutAction}>
          <button type="submit">Sign out</button>
        </form>
      )}
    </>
  )
}
