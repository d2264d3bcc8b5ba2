import { signInAtProvider } from './actions.js'
import { LoginForm } from './login-form.jsx'

export default function LoginPage() {
  return (
    <>
      <h1>Sign in</h1>
      <LoginForm />
      {process.env.OIDC_ISSUER && (
        <form id="provider" action={signInAtProvider}>
          <button type="submit">Continue at the identity provider</button>
        </form>
      )}
      <p>
        <small>alice, bob or carol; the password is pw.</small>
      </p>
    </>
  )
}
