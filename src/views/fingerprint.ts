// What stands in place of a secret: the same value gives the same tag, so a cookie can be followed through a recording, and
// nobody can sign in with a recording that was pasted into an issue.
import { createHash } from 'node:crypto'

/** Tags stay themselves, and so does the mark that findings put in place of a value. */
const NO_SECRET = /^(?:~[0-9a-f]{6}\.\d+|\u2026|)$/

// Values come again with every request; long ones are not worth the memory.
const KNOWN = { values: 5000, length: 1024 }
const tags = new Map<string, string>()

/** `~a1b2c3.312`: six hex digits of SHA-256, a dot, the length in bytes. Empty stays empty, and a tag stays itself. */
export function fingerprint(value: string): string {
  if (NO_SECRET.test(value)) return value
  const known = tags.get(value)
  if (known) return known
  // Header values are bytes, a character each; anything beyond that is text.
  const bytes = Buffer.from(value, /[^\0-\xff]/.test(value) ? 'utf8' : 'latin1')
  const tag = `~${createHash('sha256').update(bytes).digest('hex').slice(0, 6)}.${bytes.length}`
  if (value.length > KNOWN.length) return tag
  if (tags.size >= KNOWN.values) tags.clear()
  tags.set(value, tag)
  return tag
}
