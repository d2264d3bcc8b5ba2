// The flags that lead a browser to the front under the exact name of production, without touching hosts file or trust store.

export interface Led {
  /** As it stands in URLs; its siblings and everything under it are led as well. */
  readonly host: string
  /** The front's own port on this machine. */
  readonly port: number
  /** Its listener for plain http; absent: `port` takes both, and says so to a browser that speaks plainly. */
  readonly httpPort?: number | undefined
  /** Where it listens; 127.0.0.1 when absent or when that is every address. */
  readonly address?: string
  /** Other names that lead here, with everything under them. */
  readonly siblings?: readonly string[]
  /** `spkiPin` of the CAs; their certificates are in the served chain. */
  readonly pins: readonly string[]
}

/** `https://host/` and `http://host/` (ports 443 and 80) reach the front. Needs a `--user-data-dir` of its own. */
export function ledTo({ host, port, httpPort = port, siblings = [], address = '0.0.0.0', pins }: Led): string[] {
  const here = /^(?:0\.0\.0\.0|::)$/.test(address) ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address
  const names = [host, ...siblings].flatMap((name) => [name, `*.${name}`])
  const rules = names.flatMap((name) => [
    `MAP ${name}:443 ${here}:${port}`,
    `MAP ${name}:80 ${here}:${httpPort}`,
    // The front's own port in a URL, for a host that does not lead here by itself.
    `MAP ${name}:${port} ${here}:${port}`,
  ])
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
