import { LoginForm } from './login-form.jsx'

export default function LoginPage() {
  return (
    <>
      <h1>Sign in</h1>
      <LoginForm />
      <p>
        <small>alice, bob or carol; the password is pw.</small>
      </p>
    </>
  )
}
