// The few answers that are this tool's own and no front's. They say so, and what to do.
import type { Reply, UpstreamFailure } from '../core/exchange.ts'
import { pairs } from '../core/headers.ts'

const inert = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

function page(status: number, reason: string, title: string, lines: readonly string[]): Reply {
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${status} ${inert(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:.95em}</style>
<h1>${inert(title)}</h1>
${lines.map((line) => `<p>${inert(line)}</p>`).join('\n')}
<p><small>This page is repro-proxy's own, not your app's and not the simulated front's.</small></p>
`
  const headers = [
    'Content-Type',
    'text/html; charset=utf-8',
    'Cache-Control',
    'no-store',
    'Content-Length',
    String(Buffer.byteLength(body)),
  ]
  return { status, reason, headers, body }
}

export function upstreamFailed(failure: UpstreamFailure): Reply {
  if (failure.kind === 'loop') {
    return page(508, 'Loop Detected', 'repro-proxy is forwarding to itself', [
      'The upstream that it was given leads back to its own port.',
      'Point --upstream at your app, for example --upstream http://localhost:3000.',
    ])
  }
  const next = {
    refused: 'Start your app there (for example with npm run dev), or name its address with --upstream.',
    unreachable: 'Check the address given with --upstream.',
    'connect-timeout': 'The app is there but does not accept connections: is it busy, or stopped in a debugger?',
    'response-timeout': 'The app took the request and stayed silent: is it stopped in a debugger?',
    reset: 'The app closed the connection without an answer: look at its own output for a crash.',
    malformed:
      'Does something that is not an HTTP server listen there? Is it an https server (--upstream https://...)?',
    'too-large': 'The app sends more response headers than any front would pass.',
  }[failure.kind]
  return page(502, 'Bad Gateway', 'No answer from your app', [
    `${failure.message}.`,
    next,
    'Reload this page when it is up.',
  ])
}

/** As bytes, for a connection that has not spoken TLS. */
export function plainHttpOnTlsPort(): string {
  const { status, reason, headers, body } = page(400, 'Bad Request', 'Plain HTTP was sent to the HTTPS port', [
    'A link or a redirect said http:// where it must say https://. Most often the app made it: it does not know that its visitors use https.',
    'In production the browser would now be on port 80, where most fronts redirect to https and some serve nothing at all.',
    'Go back to the https:// address, or start repro-proxy with --http-port to see what the front does there.',
  ])
  const lines = [...pairs(headers), ['Connection', 'close']].map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n${body as string}`
}

export function internalFault(message: string): Reply {
  return page(500, 'Internal Server Error', 'A step of the scenario failed', [
    `${message}.`,
    'The request was not sent to your app. The terminal that runs repro-proxy says which step it was.',
  ])
}
