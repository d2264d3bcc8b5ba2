// What would change in a file, as people know it from `diff -u`.

/** '' when nothing would. `before` undefined: the file is new. */
export function lineDiff(path: string, before: string | undefined, after: string): string {
  if (before === after) return ''
  const head = [`--- ${before === undefined ? '/dev/null' : path}`, `+++ ${path}`]
  const [old, now] = [before === undefined ? [] : linesOf(before), linesOf(after)]
  const changes = compared(old, now)
  const near = (i: number) => changes.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(([mark]) => mark !== ' ')
  const out: string[] = []
  let [oldAt, newAt, open] = [1, 1, false]
  for (const [i, [mark, line]] of changes.entries()) {
    if (near(i)) {
      if (!open) out.push(`@@ -${before === undefined ? 0 : oldAt} +${newAt} @@`)
      open = true
      out.push(`${mark}${line}`)
    } else open = false
    if (mark !== '+') oldAt += 1
    if (mark !== '-') newAt += 1
  }
  return [...head, ...out].join('\n')
}

const CONTEXT = 2

/** A line end at the end is no line of its own. */
const linesOf = (text: string) => text.replace(/\r?\n$/, '').split(/\r?\n/)

/** The beginning and the end that both have stay; between them old lines go and new ones come, those in both in their order. */
function compared(old: readonly string[], now: readonly string[]): (readonly [mark: ' ' | '-' | '+', line: string])[] {
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i]![j] = old[i] === now[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
  const out: (readonly [' ' | '-' | '+', string])[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      out.push([' ', old[i]!])
      i += 1
      j += 1
    } else if (i < old.length && (j >= now.length || common[i + 1]![j]! >= common[i]![j + 1]!))
      out.push(['-', old[i++]!])
    else out.push(['+', now[j++]!])
  }
  return out
}
