/** With a capital, unless it begins with the name of a cookie or header, which is written as it is. */
export function sentence(text: string): string {
  return text.replace(/^(?:the|a|an|this|one|no|another) /, (word) => word[0]!.toUpperCase() + word.slice(1))
}
