import Link from 'next/link'
import { auth } from '../../auth.js'

export default async function ProtectedPage() {
  const session = await auth()
  return (
    <>
      <h1>Protected page</h1>
      <p id="protected" data-user={session?.user?.name ?? ''}>
        Only {session?.user?.name ?? 'nobody'} should see this.
      </p>
      <Link href="/">Home</Link>
    </>
  )
}
