// Takes the place of string-width in the bundled program. The package prepares for every emoji when it is loaded, which is a
// third of what --help takes; text whose every character is one column wide needs none of that.
const PLAIN = /^[\x20-\x7e\u2013\u2014\u2018-\u201d\u2022\u2026\u2192]*$/
let whole

export default function stringWidth(text, options) {
  if (typeof text === 'string' && PLAIN.test(text)) return text.length
  whole ??= require('string-width').default
  return whole(text, options)
}
