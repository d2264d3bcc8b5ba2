// Globs over names of cookies and headers: `*` for any run of characters, `?` for one, all else literal.

/** True for a name that one of the globs matches; `caseless` for header names. */
export function nameMatcher(globs: readonly string[], caseless = false): (name: string) => boolean {
  if (globs.length === 0) return () => false
  const body = globs
    .map((glob) =>
      glob
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.'),
    )
    .join('|')
  const pattern = new RegExp(`^(?:${body})$`, caseless ? 'i' : '')
  return (name) => pattern.test(name)
}
