// A browser sends the same Cookie header with every request of a page, and an app sets the same session with every answer.
// A pure function of such a line keeps its latest answers, so that each line is taken apart once however many rules read it.

const MOST = 256
/** Longer lines are rare and would make the memory large. */
const LONGEST = 4096

/** `work` must be pure and its answer must not be changed by anyone: the same object is handed out again. */
export function remembered<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  // Two generations: what is still in use moves over to the young one before the old one goes.
  let young = new Map<string, Answer>()
  let old = new Map<string, Answer>()
  return (text) => {
    const known = young.get(text)
    if (known !== undefined) return known
    const answer = old.get(text) ?? work(text)
    if (text.length > LONGEST) return answer
    if (young.size >= MOST) {
      old = young
      young = new Map()
    }
    young.set(text, answer)
    return answer
  }
}

/** The same for a question about one object after another: only the latest is remembered. */
export function rememberedLast<Asked extends object, Answer>(work: (asked: Asked) => Answer): (asked: Asked) => Answer {
  let last: { readonly asked: Asked; readonly answer: Answer } | undefined
  return (asked) => {
    if (last?.asked !== asked) last = { asked, answer: work(asked) }
    return last.answer
  }
}
