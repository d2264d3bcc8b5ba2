'use server'
import { AuthError } from 'next-auth'
import { signIn } from '../../auth.js'

export async function signInAtProvider() {
  await signIn('idp', { redirectTo: '/' })
}

/** Answers what to tell the visitor; on success it never returns, for signIn() redirects by throwing. */
export async function signInAction(_previous, form) {
  try {
    await signIn('credentials', {
      username: form.get('username'),
      password: form.get('password'),
      redirectTo: '/',
    })
  } catch (error) {
    if (error instanceof AuthError && error.type === 'CredentialsSignin') return 'Wrong user name or password.'
    throw error
  }
}
