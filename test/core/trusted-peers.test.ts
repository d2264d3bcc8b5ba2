import { expect, test } from 'vitest'
import { PEER, peerMatcher } from '../../src/core/trusted-peers.ts'

test('addresses and IPv4 ranges', () => {
  const trusts = peerMatcher(['10.0.0.0/8', '192.168.1.7', '::1', '172.16.0.0/12'])
  const asked = [
    '10.255.0.1',
    '11.0.0.1',
    '192.168.1.7',
    '192.168.1.8',
    '::1',
    '::2',
    '172.31.255.255',
    '172.32.0.0',
    'x',
  ]
  expect(asked.filter(trusts)).toEqual(['10.255.0.1', '192.168.1.7', '::1', '172.31.255.255'])
  expect(peerMatcher(['0.0.0.0/0'])('203.0.113.7')).toBe(true)
  expect(peerMatcher([])('127.0.0.1')).toBe(false)
})

test('what may be written', () => {
  const texts = ['127.0.0.1', '10.0.0.0/8', '::1', 'fe80::1', 'private', '10.0.0.0/33', '', '10.0.0']
  expect(texts.filter((text) => PEER.test(text))).toEqual(['127.0.0.1', '10.0.0.0/8', '::1', 'fe80::1'])
})
