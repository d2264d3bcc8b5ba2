// Which peers a front believes: addresses and IPv4 ranges, as in nginx set_real_ip_from and Caddy trusted_proxies.

/** An address (IPv4 or IPv6, compared as text) or an IPv4 range such as 10.0.0.0/8. */
export const PEER = /^(?:[0-9a-f]*:[0-9a-f:.]+|(?:\d{1,3}\.){3}\d{1,3}(?:\/(?:[12]?\d|3[0-2]))?)$/i

function ipv4(address: string): number | undefined {
  const parts = address.split('.')
  if (parts.length !== 4) return undefined
  const value = parts.reduce(
    (sum, part) => (/^\d{1,3}$/.test(part) && Number(part) < 256 ? sum * 256 + Number(part) : Number.NaN),
    0,
  )
  return Number.isNaN(value) ? undefined : value
}

export function peerMatcher(peers: readonly string[]): (address: string) => boolean {
  const ranges = peers.map((peer) => {
    const [base = '', bits = '32'] = peer.split('/')
    return { text: peer, base: ipv4(base), size: 2 ** (32 - Number(bits)) }
  })
  return (address) => {
    const value = ipv4(address)
    return ranges.some(({ text, base, size }) =>
      base !== undefined && value !== undefined
        ? Math.floor(base / size) === Math.floor(value / size)
        : text === address,
    )
  }
}
