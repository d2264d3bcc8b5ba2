'use client'
import { SessionProvider, useSession } from 'next-auth/react'

// Asks /api/auth/session from the browser: a second way to the same session, which can fail on its own.
export function ClientSession() {
  return (
    <SessionProvider>
      <Answer />
    </SessionProvider>
  )
}

function Answer() {
  const { data, status } = useSession()
  const name = data?.user?.name
  return (
    <p id="client-session" data-status={status} data-user={name ?? ''}>
      Browser: {status === 'loading' ? 'asking' : name ? `signed in as ${name}` : 'signed out'}
    </p>
  )
}
