import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isConnectionField, stripConnection } from '../../src/core/hop-by-hop.ts'

const OWN = ['Connection', 'keep-alive', 'PROXY-CONNECTION', 'Transfer-Encoding', 'te', 'Upgrade']

it('knows the fields of one connection, in any case, and no others', () => {
  for (const name of OWN) {
    expect(isConnectionField(name)).toBe(true)
    expect(isConnectionField(name.toLowerCase())).toBe(true)
    expect(isConnectionField(name.toUpperCase())).toBe(true)
  }
  for (const name of ['Trailer', 'Content-Length', 'Proxy-Authenticate', 'ta', 'Upgrades', 'connectiom', ''])
    expect(isConnectionField(name)).toBe(false)
})

it('takes away what Connection lists, over all its lines, and leaves the rest as it stands', () => {
  expect(
    stripConnection([
      'Date',
      'x',
      'Connection',
      'close, X-Hop',
      'x-hop',
      '1',
      'Set-Cookie',
      'a=1',
      'connection',
      ' X-Other ,',
      'X-OTHER',
      '2',
      'set-cookie',
      'b=2',
      'Transfer-Encoding',
      'chunked',
      'Hop',
      'close',
    ]),
  ).toEqual(['Date', 'x', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Hop', 'close'])
})

it('answers the very list when there is nothing to take away', () => {
  const name = fc.stringMatching(/^X-[A-Za-z]{1,5}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (lines) => {
      const list = Object.freeze(lines.flat())
      expect(stripConnection(list)).toBe(list)
      const again = stripConnection([...list, ...OWN.flatMap((own) => [own, 'x'])])
      expect(again).toEqual(list)
      expect(stripConnection(again)).toBe(again)
    }),
  )
})
