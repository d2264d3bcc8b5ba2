const page = (title, body) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  main { width: min(24rem, 90vw); margin: 15vh auto; padding: 2rem; border: 1px solid #8884; border-radius: 12px }
  form, label { display: grid; gap: .5rem; margin-bottom: 1rem }
  input, button { font: inherit; padding: .5rem }
</style>
<main><h1>${title}</h1>${body}</main>
</html>
`

// The names that come in here are the three the app knows, never what a visitor typed: there is nothing to escape.
export const home = (user) =>
  page(
    'express-session example',
    user
      ? `<p id="server-session" data-user="${user}">Signed in as ${user}</p>
         <form id="logout" method="post" action="/logout"><button>Sign out</button></form>
         <a href="/protected">Protected page</a>`
      : `<p id="server-session" data-user="">Signed out</p>
         <a href="/login">Sign in</a> <a href="/protected">Protected page</a>`,
  )

export const login = (problem = '') =>
  page(
    'Sign in',
    `<form id="login" method="post" action="/login">
       <label>User name <input name="username" autocomplete="username" required></label>
       <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
       <button>Sign in</button>
     </form>
     ${problem && `<p role="alert">${problem}</p>`}
     <p><small>alice, bob or carol; the password is pw.</small></p>`,
  )

export const protectedPage = (user) =>
  page('Protected page', `<p id="protected" data-user="${user}">Only ${user} should see this.</p><a href="/">Home</a>`)
