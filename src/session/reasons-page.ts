// docs/cookie-reasons.md: every code that a verdict can have, from the very table that the timeline speaks from.
import { CODES, OWN_CODES, wordsFor } from './reasons.ts'

export function reasonsPage(): string {
  const rows = [...CODES].sort().map((code) => {
    const [setting, sending] = [wordsFor(code, 'setting'), wordsFor(code, 'sending')]
    const said = setting.text === sending.text ? setting.text : `Set: ${setting.text} Sent: ${sending.text}`
    return `| \`${code}\` | ${OWN_CODES.has(code) ? 'ours' : 'Chrome'} | ${said} | ${setting.fix ?? ''} |`
  })
  return `# Reasons of cookie verdicts

Made by \`npm run generate\` from src/session/reasons.ts. Chrome's terms are those of its DevTools Protocol (\`Network.SetCookieBlockedReason\`,
\`Network.CookieBlockedReason\`); ours stand for what browsers drop without a word. Chrome writes \`Schemeful\` before the SameSite terms in every case that was
measured, whether or not the scheme differs; both spellings mean the same.

| code | whose | what happened | what to do |
|---|---|---|---|
${rows.join('\n')}
| \`DeletionMatchesNothing\` | ours | A line that ends a cookie named another Domain or Path than the cookie that is there, which stays. | Delete it with the same Domain and Path that it was set with. |
`
}
