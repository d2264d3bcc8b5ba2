// The flags that lead a browser to the front under the exact name of production, without touching hosts file or trust store.

export interface Led {
  /** As it stands in URLs; its siblings and everything under it are led as well. */
  readonly host: string
  /** The front's own port on this machine. */
  readonly port: number
  /** `spkiPin` of the CAs; their certificates are in the served chain. */
  readonly pins: readonly string[]
}

/** `https://host/` and `http://host/` (ports 443 and 80) reach `port` on 127.0.0.1. Needs a `--user-data-dir` of its own. */
export function ledTo({ host, port, pins }: Led): string[] {
  const names = [host, `*.${host}`]
  const rules = names.flatMap((name) => [443, 80].map((known) => `MAP ${name}:${known} 127.0.0.1:${port}`))
  return [
    `--host-resolver-rules=${rules.join(', ')}`,
    ...(pins.length === 0 ? [] : [`--ignore-certificate-errors-spki-list=${pins.join(',')}`]),
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
}
