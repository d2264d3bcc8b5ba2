import Link from 'next/link'
import { getSession } from '../../session.js'

export default async function ProtectedPage() {
  const { user } = await getSession()
  return (
    <>
      <h1>Protected page</h1>
      <p id="protected" data-user={user ?? ''}>
        Only {user ?? 'nobody'} should see this.
      </p>
      <Link href="/">Home</Link>
    </>
  )
}
