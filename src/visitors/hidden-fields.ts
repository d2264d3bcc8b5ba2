const INPUT = /<input\b[^>]*>/gi
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

/** Name and value of each `<input type="hidden">`: what a form has besides what is filled in, such as a CSRF token. */
export function hiddenFields(html: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [input] of html.matchAll(INPUT)) {
    const name = attribute(input, 'name')
    if (name !== undefined && attribute(input, 'type')?.toLowerCase() === 'hidden')
      fields[name] = attribute(input, 'value') ?? ''
  }
  return fields
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag)
  const text = found?.[1] ?? found?.[2] ?? found?.[3]
  return text?.replace(/&(amp|lt|gt|quot|#39|#x27);/gi, (_, entity: string) => ENTITIES[entity.toLowerCase()]!)
}
