import { readdir } from 'node:fs/promises'
import http2 from 'node:http2'
import { join } from 'node:path'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { openAuthorities } from '../../src/tls/authorities.ts'
import { createSecureContexts } from '../../src/tls/secure-contexts.ts'
import { listenWith } from './listener.ts'
import { temporaryFolder } from './temporary.ts'

interface Met {
  authorized: boolean
  names: string | undefined
  serial: string
  /** Common name of the certificate that came with the leaf. */
  issuer: string
  alpn: string | false | null
}

async function front(hosts: string[] = []) {
  const state = await temporaryFolder()
  const authorities = await openAuthorities(hosts, state)
  const uncovered: string[] = []
  const contexts = await createSecureContexts(authorities, { hosts, onUncovered: (name) => uncovered.push(name) })
  const listener = await listenWith(contexts)
  onTestFinished(() => listener.close())
  const meet = (servername: string | undefined, ALPNProtocols = ['h2', 'http/1.1']) =>
    new Promise<Met>((resolve, reject) => {
      const socket: TLSSocket = connect(
        {
          host: '127.0.0.1',
          port: listener.port,
          ...(servername === undefined ? {} : { servername }),
          ALPNProtocols,
          ca: authorities.map(({ certificate }) => certificate),
          rejectUnauthorized: false,
        },
        () => {
          const leaf: DetailedPeerCertificate = socket.getPeerCertificate(true)
          const { authorized, alpnProtocol: alpn } = socket
          socket.destroy()
          const issuer = leaf.issuerCertificate.subject.CN as string
          resolve({ authorized, names: leaf.subjectaltname, serial: leaf.serialNumber, issuer, alpn })
        },
      )
      socket.once('error', reject)
    })
  return { authorities, listener, meet, uncovered }
}

test('every name gets its certificate, without a name there is one for the addresses', async () => {
  const { authorities, meet, uncovered } = await front()
  expect(await meet('shop.localhost')).toMatchObject({ authorized: true, names: 'DNS:shop.localhost', alpn: 'h2' })
  expect(await meet('api.test', ['http/1.1'])).toMatchObject({
    authorized: true,
    names: 'DNS:api.test',
    alpn: 'http/1.1',
  })
  expect(await meet('SHOP.localhost')).toMatchObject({ authorized: true, names: 'DNS:shop.localhost' })
  expect(await meet(undefined)).toMatchObject({
    authorized: true,
    names: 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    issuer: authorities[0].name,
  })
  expect(uncovered).toEqual([])
})

test('connections that come at once for a new name share one certificate', async () => {
  const { authorities, meet } = await front()
  const met = await Promise.all(Array.from({ length: 12 }, () => meet('shop.localhost')))
  expect(new Set(met.map(({ serial }) => serial)).size).toBe(1)
  expect((await readdir(join(authorities[0].folder, 'leaves'))).sort()).toEqual([
    'for-localhost+127.0.0.1+__1.pem',
    'for-shop.localhost.pem',
  ])
})

test('more names than are remembered are served all the same', async () => {
  const { meet } = await front()
  const first = await meet('n0.localhost')
  for (let i = 1; i <= 260; i++) expect((await meet(`n${i}.localhost`)).names).toBe(`DNS:n${i}.localhost`)
  expect(await meet('n0.localhost')).toEqual(first)
})

test('a name that no CA may sign for is told once and gets the certificate of localhost', async () => {
  const { meet, uncovered, authorities } = await front()
  for (const name of ['shop.example.com', 'shop.example.com', 'other.example.com']) {
    expect(await meet(name)).toMatchObject({ authorized: false, names: expect.stringMatching(/^DNS:localhost,/) })
  }
  expect(uncovered).toEqual(['shop.example.com', 'other.example.com'])
  expect((await readdir(join(authorities[0].folder, 'leaves'))).length).toBe(1)
})

test('a host of the user is signed by its own CA, the others by the everyday one', async () => {
  const { authorities, meet, uncovered } = await front(['shop.example.com', '192.168.1.20'])
  const [everyday, shop, address] = authorities
  expect(await meet('shop.example.com')).toMatchObject({ authorized: true, issuer: shop!.name })
  expect(await meet('shop.localhost')).toMatchObject({ authorized: true, issuer: everyday.name })
  expect(await meet(undefined)).toMatchObject({
    authorized: true,
    issuer: address!.name,
    names: 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:192.168.1.20',
  })
  expect(uncovered).toEqual([])
})

test('HTTP/2 and HTTP/1.1 are answered', async () => {
  const { authorities, listener } = await front()
  const session = http2.connect(`https://shop.localhost:${listener.port}`, {
    ca: authorities[0].certificate,
    lookup: (_name, _options, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]),
  } as http2.SecureClientSessionOptions)
  onTestFinished(() => session.destroy())
  const stream = session.request({ ':path': '/' }).setEncoding('utf8')
  let text = ''
  for await (const part of stream) text += part
  expect(text).toBe('2.0 shop.localhost')
})
