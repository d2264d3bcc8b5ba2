// What the stand-in provider shows: the page to sign in on, and the page that posts the answer back by itself.

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]!)

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>` +
  `<meta name="viewport" content="width=device-width"><style>body{font:1rem/1.5 system-ui;margin:3rem auto;max-width:30rem;padding:0 1rem}button{font:inherit;padding:.5rem 1rem;margin:.25rem}</style>` +
  `<body>${body}</body></html>`

const hidden = (fields: Iterable<readonly [string, string]>) =>
  [...fields].map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join('')

/** Whoever is chosen is signed in: nobody is asked for a password. */
export function signInPage(host: string, asked: URLSearchParams, users: readonly string[]): string {
  const buttons = users.map((user) => `<button name="user" value="${escaped(user)}">${escaped(user)}</button>`)
  return page(
    `Sign in at ${host}`,
    `<h1>${escaped(host)}</h1><p>A stand-in for your identity provider, by repro-proxy. Continue as</p>` +
      `<form method="post" action="/authorize">${hidden(asked)}${buttons.join('')}</form>`,
  )
}

/** OAuth 2.0 Form Post Response Mode, section 2. `again`: a code for which the page comes back once more. */
export function formPostPage(to: string, fields: Iterable<readonly [string, string]>, again?: string): string {
  return page(
    'Back to the application',
    `<form method="post" action="${escaped(to)}">${hidden(fields)}<noscript><button>Continue</button></noscript></form>` +
      `<script>${back('document.forms[0].submit()', again)}</script>`,
  )
}

/** Back with a redirect of the page's own: an HTTP redirect cannot be had twice. */
export function twicePage(to: string, code: string): string {
  return page(
    'Back to the application',
    `<a id="back" href="${escaped(to)}">Continue</a><script>${back('location.href = document.getElementById("back").href', code)}</script>`,
  )
}

/** The second press comes when the app has used the code and has not answered yet, which the provider knows. */
const back = (deed: string, code: string | undefined) =>
  code === undefined
    ? deed
    : `const back = () => { ${deed} }; fetch('/redeemed?code=${encodeURIComponent(code)}').then(back); back()`

export function mistakePage(text: string): string {
  return page('The request is wrong', `<h1>The request is wrong</h1><p>${escaped(text)}</p>`)
}
