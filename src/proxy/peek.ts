// A look at small JSON answers on their way to the browser: those of endpoints that say who is signed in, and errors. They are
// neither held nor changed; what does not end soon, or is larger, is let go.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { ExchangeEvent, ToldResponse } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { pathOf } from '../core/kind.ts'
import type { Says } from '../findings/json-says.ts'
import { saysOf } from '../findings/json-says.ts'
import { isSessionEndpoint } from '../findings/login-steps.ts'

const MOST = 8 * 1024
const MOST_UNPACKED = { maxOutputLength: 64 * 1024 }

export interface Peek {
  take(chunk: Uint8Array): void
  /** The body is whole. */
  end(): Says | undefined
}

/** Undefined: nothing that is looked at. */
export function peekAt(
  { browser, kind }: Pick<ExchangeEvent, 'browser' | 'kind'>,
  { status, headers }: ToldResponse,
): Peek | undefined {
  if (kind === 'static' || kind === 'document' || status === 204 || status === 304) return undefined
  const endpoint = status === 200 && isSessionEndpoint(pathOf(browser.request.target))
  if (!endpoint && status < 400) return undefined
  // React Router sends JSON as text/x-script.
  const type = get(headers, 'content-type') ?? ''
  if (!/^(?:application\/(?:[\w.-]+\+)?json|text\/x-script)\b/i.test(type)) return undefined
  const unpack = unpackerFor(get(headers, 'content-encoding'))
  if (!unpack) return undefined
  let chunks: Uint8Array[] | undefined = []
  let size = 0
  return {
    take(chunk) {
      size += chunk.length
      if (size > MOST) chunks = undefined
      else chunks?.push(chunk)
    },
    end() {
      if (!chunks || size === 0) return undefined
      try {
        return saysOf(unpack(Buffer.concat(chunks)).toString(), { status, endpoint })
      } catch {
        // Not what Content-Encoding says it is: the browser will find out.
        return undefined
      }
    },
  }
}

function unpackerFor(encoding: string | undefined): ((bytes: Buffer) => Buffer) | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return (bytes) => bytes
    case 'gzip':
    case 'x-gzip':
      return (bytes) => gunzipSync(bytes, MOST_UNPACKED)
    case 'br':
      return (bytes) => brotliDecompressSync(bytes, MOST_UNPACKED)
    case 'deflate':
      return (bytes) => inflateSync(bytes, MOST_UNPACKED)
    default:
      return undefined
  }
}
