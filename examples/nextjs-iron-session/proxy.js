import { NextResponse } from 'next/server'
import { getSession } from './session.js'

export async function proxy(request) {
  const { user } = await getSession()
  if (!user) return NextResponse.redirect(new URL('/login', request.url))
}

export const config = { matcher: ['/protected'] }
