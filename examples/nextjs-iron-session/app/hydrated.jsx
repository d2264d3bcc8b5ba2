'use client'
import { useEffect, useState } from 'react'

// Stays "no" when the browser never runs the page's client code. Under `next dev` that happens when a proxy in front does
// not pass the hot-reload WebSocket on: the page looks right, and none of its handlers work.
export function Hydrated() {
  const [hydrated, setHydrated] = useState(false)
  useEffect(() => setHydrated(true), [])
  return (
    <small id="hydrated" data-hydrated={hydrated ? 'yes' : 'no'}>
      {hydrated ? 'Client code is running.' : 'Waiting for client code.'}
    </small>
  )
}
