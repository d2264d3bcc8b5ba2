// Whatever came over the wire is shown, never obeyed: control characters, ANSI escapes and characters that turn text around
// or hide in it are written out as escapes.

// C0 and C1 controls, DEL, soft hyphen, Arabic letter mark, zero-width and bidirectional controls, line and paragraph
// separators, byte order mark, interlinear marks, tags.
const ACTIVE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

export function inert(text: string): string {
  return text.replace(ACTIVE, (char) => {
    const code = char.codePointAt(0)!
    if (code > 0xffff) return `\\u{${code.toString(16)}}`
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** At most `width` characters, cut in the middle: both ends of a URL or a value tell more than its beginning alone. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text
  const head = Math.ceil((width - 3) * 0.6)
  return `${text.slice(0, head)}...${text.slice(text.length - (width - 3 - head))}`
}

/** Words on lines of at most `width`, later lines under the first. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = []
  let line: string | undefined
  for (const word of text.split(' ')) {
    if (line === undefined) line = word
    else if (line.length + 1 + word.length <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line ?? ''].join(`\n${indent}`)
}
