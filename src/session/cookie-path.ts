// Path: below which paths the cookie is sent. Compared byte by byte with the path as requested, percent signs included: `/f%6Fo`
// is not under `/foo` (measured; RFC 6265bis section 5.1.4).
import { defaultPath, pathMatch } from 'tough-cookie'

/** A Path that does not start with `/` does not count: the folder of the request does. */
export function cookiePath(attribute: string | null, requestPath: string): string {
  return attribute?.charCodeAt(0) === 47 /* / */ ? attribute : defaultPath(requestPath)
}

export function isOnPath(requestPath: string, path: string): boolean {
  return path === '/' || pathMatch(requestPath, path)
}
