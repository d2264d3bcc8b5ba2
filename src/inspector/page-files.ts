// The page as it was built: a few files, read once, served with headers that let it load nothing from anywhere else.
import { readFileSync } from 'node:fs'

export interface PageFile {
  readonly type: string
  readonly bytes: Buffer
}

const FILES = {
  'index.html': 'text/html; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'main.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

/** From dist, and for tests that run the sources, from the dist beside them. */
const FOLDERS = [new URL('../page/', import.meta.url), new URL('../../dist/page/', import.meta.url)]

export function readPage(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>()
  // Where the sources of the page are, there is no built script.
  const folder = FOLDERS.find((one) => read(new URL('main.js', one)) !== undefined)
  for (const [name, type] of Object.entries(FILES)) {
    const bytes = folder && read(new URL(name, folder))
    if (bytes) files.set(name === 'index.html' ? '' : name, { type, bytes })
  }
  return files
}

function read(file: URL): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** `origin`: the proxied one, which the self-check asks whether its certificate is trusted. */
export function safetyHeaders(host: string, origin: string | undefined): Record<string, string> {
  const connect = ["'self'", `ws://${host}`, ...(origin ? [origin, origin.replace(/^http/, 'ws')] : [])]
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': connect.join(' '),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  }
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  }
}
