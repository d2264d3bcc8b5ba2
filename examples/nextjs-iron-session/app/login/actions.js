'use server'
import { redirect } from 'next/navigation'
import { getSession } from '../../session.js'
import { checkPassword, permissionsOf } from '../../users.js'

/** Answers what to tell the visitor; on success it never returns, for redirect() throws. */
export async function signInAction(_previous, form) {
  const user = checkPassword(form.get('username'), form.get('password'))
  if (user === null) return 'Wrong user name or password.'
  const session = await getSession()
  session.user = user
  session.permissions = permissionsOf(user)
  await session.save()
  redirect('/')
}

export async function signOutAction() {
  const session = await getSession()
  session.destroy()
  redirect('/')
}
