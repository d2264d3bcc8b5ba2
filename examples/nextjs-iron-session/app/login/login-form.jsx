'use client'
import { useActionState } from 'react'
import { signInAction } from './actions.js'

export function LoginForm() {
  const [problem, submit, pending] = useActionState(signInAction, null)
  return (
    <form id="login" action={submit}>
      <label>
        User name
        <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" disabled={pending}>
        Sign in
      </button>
      {problem && <p role="alert">{problem}</p>}
    </form>
  )
}
