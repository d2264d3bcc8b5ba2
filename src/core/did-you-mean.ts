// The word that was probably meant: fewest slips of the finger away (swapped, missing, added or wrong letters), if few enough.

const LONGEST = 64

/** Optimal string alignment distance. */
function slips(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const wrong = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(wrong, row[j]! + 1, next[j - 1]! + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) next[j] = Math.min(next[j]!, before[j - 2]! + 1)
    }
    before = row
    row = next
  }
  return row[b.length]!
}

/** Words without their separators and in one order, so that `cookies-drop` finds `drop-cookies`. */
const shuffled = (word: string) =>
  word
    .split(/[-_\s/]+/)
    .sort()
    .join('-')

/** One of the candidates, or undefined when none is near: at most one slip in three letters. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const given = word.toLowerCase()
  if (given.length > LONGEST) return undefined
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(given.length / 3)) + 1
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    if (other.length > LONGEST) continue
    const count = shuffled(given) === shuffled(other) ? 0 : slips(given, other)
    if (count >= fewest || count >= other.length) continue
    fewest = count
    best = candidate
  }
  return best
}

/** `; did you mean "x"?`, or nothing: the end of a sentence that says what is wrong. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates)
  return found === undefined ? '' : `; did you mean "${found}"?`
}
