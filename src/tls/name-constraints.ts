// The extension itself, written and read with node-forge: neither selfsigned nor node:crypto knows it.
import { isIP } from 'node:net'
import forge from 'node-forge'
import type { Constraints } from './constraints.ts'

const { asn1 } = forge
const { Class, Type } = asn1

/** Tags of GeneralName in a subtree (RFC 5280 section 4.2.1.6). */
const DNS_NAME = 2
const IP_ADDRESS = 7

/** Critical, with permittedSubtrees only. */
export function nameConstraintsExtension({ names, addresses }: Constraints): object {
  const subtree = (tag: number, value: string) =>
    asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [
      asn1.create(Class.CONTEXT_SPECIFIC, tag as forge.asn1.Type, false, value),
    ])
  const permitted = [
    ...names.map((name) => subtree(DNS_NAME, name)),
    ...addresses.map((block) => subtree(IP_ADDRESS, blockBytes(block).toString('latin1'))),
  ]
  const value = asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [
    asn1.create(Class.CONTEXT_SPECIFIC, 0 as forge.asn1.Type, true, permitted),
  ])
  return { id: '2.5.29.30', critical: true, value }
}

/** What a certificate really says, whatever this version of the program would have written; undefined without the extension. */
export function readNameConstraints(pem: string): Constraints | undefined {
  const certificate = forge.pki.certificateFromPem(pem)
  const extension = certificate.extensions.find((each: { id?: string }) => each.id === '2.5.29.30') as
    | { value: string }
    | undefined
  if (extension === undefined) return undefined
  const names: string[] = []
  const addresses: string[] = []
  for (const part of children(asn1.fromDer(extension.value))) {
    if ((part.type as number) !== 0) continue
    for (const tree of children(part)) {
      const [base] = children(tree)
      if (base === undefined || typeof base.value !== 'string') continue
      if ((base.type as number) === DNS_NAME) names.push(base.value)
      if ((base.type as number) === IP_ADDRESS) addresses.push(blockText(Buffer.from(base.value, 'latin1')))
    }
  }
  return { names, addresses }
}

const children = (node: forge.asn1.Asn1) => (Array.isArray(node.value) ? node.value : [])

/** The address, then its mask: 8 bytes for IPv4, 32 for IPv6. */
function blockBytes(block: string): Buffer {
  const [network = '', prefix = ''] = block.split('/')
  const address = addressBytes(network)
  const mask = address.map((_, i) => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(prefix) - 8 * i))))
  return Buffer.from([...address, ...mask])
}

function blockText(bytes: Buffer): string {
  const half = bytes.length / 2
  const prefix = [...bytes.subarray(half)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
  const address = bytes.subarray(0, half)
  if (half === 4) return `${[...address].join('.')}/${prefix}`
  const groups = Array.from({ length: 8 }, (_, i) => address.readUInt16BE(2 * i).toString(16))
  return `${new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)}/${prefix}`
}

function addressBytes(address: string): number[] {
  if (isIP(address) === 4) return address.split('.').map(Number)
  const [before = '', after] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string) => text.split(':').filter(Boolean)
  const [left, right] = [groups(before), groups(after ?? '')]
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
}
