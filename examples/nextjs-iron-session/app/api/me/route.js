import { getSession } from '../../../session.js'

export async function GET() {
  const { user } = await getSession()
  return Response.json({ user: user ?? null })
}
