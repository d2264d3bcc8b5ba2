// The pages fronts answer with on their own account, as each of them words it on the wire (measured: nginx 1.22, HAProxy 2.6,
// Caddy 2.6, Apache 2.4): a status that the app never chose is easier to believe when it looks like the real one.
import type { Reply } from './exchange.ts'

export const FRONT_PAGES = ['nginx', 'haproxy', 'caddy', 'apache', 'varnish', 'none'] as const
export type FrontPage = (typeof FRONT_PAGES)[number]

const REASONS: Record<number, string> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  416: 'Range Not Satisfiable',
  417: 'Expectation Failed',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  494: 'Request Header Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  508: 'Loop Detected',
}

export function reasonOf(status: number, page: FrontPage = 'none'): string {
  const own: Partial<Record<FrontPage, Record<number, string>>> = {
    nginx: {
      302: 'Moved Temporarily',
      413: 'Request Entity Too Large',
      503: 'Service Temporarily Unavailable',
      504: 'Gateway Time-out',
    },
    haproxy: { 400: 'Bad request', 504: 'Gateway Time-out' },
    apache: { 502: 'Proxy Error' },
    varnish: { 503: 'Backend fetch failed' },
  }
  return own[page]?.[status] ?? REASONS[status] ?? (status < 300 ? 'OK' : 'Unknown')
}

/** The connection is not used again: what fronts do after a request that they would not read. */
export function closing(reply: Reply): Reply {
  return { ...reply, headers: [...reply.headers, 'Connection', 'close'] }
}

// What Apache says below its headline.
const ODD_REQUEST = 'Your browser sent a request that this server could not understand.<br />\n'
const ODD_ANSWER = 'The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n'
const APACHE: Record<number, string> = {
  400: ODD_REQUEST,
  404: 'The requested URL was not found on this server.',
  431: 'The server refused this request because\nthe request header fields are too large.',
  502: `${ODD_ANSWER}The proxy server could not handle the request<p>Reason: <strong>Error reading from remote server</strong></p>`,
  503: 'The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.',
}

// What HAProxy says below its headline.
const HAPROXY: Record<number, string> = {
  400: 'Your browser sent an invalid request.\n',
  403: 'Request forbidden by administrative rules.\n',
  502: 'The server returned an invalid or incomplete response.\n',
  503: 'No server is available to handle this request.\n',
  504: "The server didn't respond in time.\n",
}

/** A reply in a front's own words; `location` for redirects, `detail` for what nginx and Apache say besides the status. */
export function frontPage(page: FrontPage, status: number, location?: string, detail?: string): Reply {
  // Apache has two names for this one: what it could not read, and what it would not pass on.
  const reason = page === 'apache' && status === 502 && detail !== undefined ? 'Bad Gateway' : reasonOf(status, page)
  const where = location === undefined ? [] : ['Location', location]
  const title = `${status} ${reason}`
  const html = (body: string, type = 'text/html'): Reply => ({
    status,
    reason,
    headers: ['Content-Type', type, ...where],
    body,
  })
  switch (page) {
    case 'nginx':
      return html(
        `<html>\r\n<head><title>${detail === undefined ? title : `${status} ${detail}`}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${detail === undefined ? '' : `<center>${detail}</center>\r\n`}<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`,
      )
    case 'apache': {
      const says =
        location === undefined
          ? apacheSays(status, detail)
          : `<p>The document has moved <a href="${location.replaceAll('"', '%22')}">here</a>.</p>\n`
      return html(
        `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${reason}</h1>\n${says}</body></html>\n`,
        'text/html; charset=iso-8859-1',
      )
    }
    case 'haproxy':
      if (location !== undefined) return { status, reason, headers: where, body: '' }
      return {
        status,
        reason,
        headers: ['Cache-Control', 'no-cache', 'Content-Type', 'text/html'],
        body: `<html><body><h1>${title}</h1>\n${HAPROXY[status] ?? ''}</body></html>\n`,
      }
    case 'varnish':
      return {
        status,
        reason,
        headers: ['Content-Type', 'text/html; charset=utf-8', 'Retry-After', '5'],
        body: `<!DOCTYPE html>\n<html>\n  <head>\n    <title>${title}</title>\n  </head>\n  <body>\n    <h1>Error ${title}</h1>\n    <p>${reason}</p>\n    <h3>Guru Meditation:</h3>\n    <p>XID: 32770</p>\n    <hr>\n    <p>Varnish cache server</p>\n  </body>\n</html>\n`,
      }
    default:
      return { status, reason, headers: where, body: '' }
  }
}

function apacheSays(status: number, detail: string | undefined): string {
  const text = status === 502 && detail !== undefined ? ODD_ANSWER : APACHE[status]
  return text === undefined ? '' : `<p>${text}${status === 400 && detail !== undefined ? detail : ''}</p>\n`
}
