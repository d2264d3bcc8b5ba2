// The pages of the demo app. Each one ends with what the app saw of the request, so that whoever tries the demo by hand
// can read in the browser what the front has changed.
import { getAll, type HeaderList } from '../core/headers.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text made safe for an element's content and for a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

export function homePage(user: string | null, headers: HeaderList): string {
  const body =
    user === null
      ? '<p><a href="/login">Sign in</a></p>'
      : '<form id="logout" method="post" action="/logout"><button>Sign out</button></form>'
  const text = user === null ? 'Signed out' : `Signed in as ${escapeHtml(user)}`
  return page('Demo app', `<p id="server-session" data-user="${escapeHtml(user ?? '')}">${text}</p>${body}`, headers)
}

export function loginPage(headers: HeaderList, wrongName?: string): string {
  const problem =
    wrongName === undefined ? '' : `<p role="alert">No user ${escapeHtml(wrongName)} with that password.</p>`
  return page(
    'Sign in',
    `<form id="login" method="post" action="/login">
<label>User name <input name="username" value="alice" autocomplete="username" required></label>
<label>Password <input name="password" type="password" value="pw" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>${problem}
<p><small>alice, bob or carol; the password is pw.</small></p>`,
    headers,
  )
}

export function plainPage(title: string, headers: HeaderList): string {
  return page(title, '<p><a href="/">Home</a></p>', headers)
}

/** Who a page says is signed in; null: nobody; undefined: not a page of the demo app that would say it. */
export function userOnPage(html: string): string | null | undefined {
  const user = /<p id="server-session" data-user="([^"]*)">/.exec(html)?.[1]
  return user === '' ? null : user
}

/** What decides about sessions, and nothing secret: cookies by name only. */
const TOLD = ['Host', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-For', 'Cookie']

function page(title: string, body: string, headers: HeaderList): string {
  const rows = TOLD.map((name) => {
    const values = getAll(headers, name).map((value) => (name === 'Cookie' ? cookieNames(value) : value))
    const shown = values.length === 0 ? '<i>absent</i>' : values.map((value) => `<code>${escapeHtml(value)}</code>`)
    return `<tr><th>${name}<td>${Array.isArray(shown) ? shown.join('<br>') : shown}`
  })
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { width: min(32rem, 90vw); margin: 10vh auto; padding: 2rem; border: 1px solid #8884; border-radius: 12px }
form, label { display: grid; gap: .5rem; margin-bottom: 1rem }
input, button { font: inherit; padding: .5rem }
th { text-align: left; padding-right: 1rem; font-weight: normal }
</style>
<main>
<h1>${title}</h1>
${body}
<h2>What the app was told</h2>
<table>${rows.join('\n')}</table>
</main>
</html>
`
}

function cookieNames(header: string): string {
  return header
    .split(';')
    .map((pair) => pair.split('=')[0]!.trim())
    .join(', ')
}
