// Varnish asks the app for gzip whatever the browser takes (http_gzip_support), keeps it packed, and unpacks it on the way out
// for those who did not ask for it.
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { createGunzip, gunzipSync } from 'node:zlib'
import { takesCoding } from '../core/accept-encoding.ts'
import type { HeaderList } from '../core/headers.ts'
import { filter, get, mapValues } from '../core/headers.ts'

/** The app was asked for gzip, sent it, and this browser did not ask for it. */
export function mustUnpack(request: HeaderList, response: HeaderList): boolean {
  if (get(response, 'content-encoding')?.toLowerCase() !== 'gzip') return false
  return !takesCoding(request, 'gzip') && !takesCoding(request, 'x-gzip')
}

/** Other bytes than the app's: the tag is no longer a strong one. */
export function unpackedHeaders(headers: HeaderList): HeaderList {
  const plain = filter(headers, (name) => !/^content-(?:encoding|length)$/i.test(name))
  return mapValues(plain, 'etag', (tag) => (tag.startsWith('W/') ? tag : `W/${tag}`))
}

/** What claims to be gzip and is not goes out as it is. */
export function unpacked(body: Uint8Array): Uint8Array {
  try {
    return gunzipSync(body)
  } catch {
    return body
  }
}

export function unpacking(source: Readable): Readable {
  const out = createGunzip()
  pipeline(source, out, () => {})
  return out
}
