import { auth } from '../../../auth.js'

export async function GET() {
  const session = await auth()
  return Response.json({ user: session?.user?.name ?? null })
}
