/** A command as cmd.exe takes it, a line: for Windows, where npx, npm and their like are .cmd files. */
export function cmdLine(command: readonly string[]): string {
  return command.map(quoted).join(' ')
}

/**
 * Everything in double quotes is one word. A double quote in it is written twice, and % stands for itself nowhere. Backslashes before a
 * double quote are written twice, since the programs that are started read one there as an escape (Microsoft C runtime, "Parsing C
 * command-line arguments").
 */
function quoted(word: string): string {
  if (/^[\w./\\:=@-]+$/.test(word)) return word
  const text = word.replace(/(\\*)"/g, '$1$1""').replace(/(\\+)$/, '$1$1')
  return `"${text.replaceAll('%', '"^%"')}"`
}
