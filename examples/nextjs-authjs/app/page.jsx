import Link from 'next/link'
import { auth, signOut } from '../auth.js'
import { ClientSession } from './client-session.jsx'

async function signOutAction() {
  'use server'
  await signOut({ redirectTo: '/' })
}

export default async function HomePage() {
  const session = await auth()
  const name = session?.user?.name
  return (
    <>
      <h1>Auth.js example</h1>
      <p id="server-session" data-user={name ?? ''}>
        Server: {name ? `signed in as ${name}` : 'signed out'}
      </p>
      <ClientSession />
      <nav>
        <Link href="/protected" prefetch={false}>
          Protected page
        </Link>
        {!name && <Link href="/login">Sign in</Link>}
      </nav>
      {name && (
        <form id="logout" action={signOutAction}>
          <button type="submit">Sign out</button>
        </form>
      )}
    </>
  )
}
