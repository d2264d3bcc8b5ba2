/** The port of a URL of this machine that a server writes when it is up (`Local: http://localhost:5173/`), unless it is the one it was told. */
export function otherPortIn(line: string, told: number): number | undefined {
  const [, written] = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):(\d{2,5})\b/.exec(line) ?? []
  const port = Number(written)
  return written === undefined || port === told || port > 65535 ? undefined : port
}
