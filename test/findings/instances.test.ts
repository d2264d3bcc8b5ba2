// Two instances of NextAuth: the CSRF token of one is unknown to the other when their secrets differ, before anybody is signed in.
import { expect, test } from 'vitest'
import { parseWire } from '../../src/core/wire.ts'
import { loadDiagnoses } from '../../src/findings/all.ts'
import { seenOf } from '../../src/findings/from-wire.ts'
import { findingsIn } from '../../src/findings/names-found.ts'

const diagnoses = await loadDiagnoses()
const CSRF = '__Host-next-auth.csrf-token'

const asks = (cookie: string, to: string, set: string) => `
>  GET https://shop.localhost/api/auth/csrf
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
${cookie}>> GET /api/auth/csrf to=${to}
   Host: shop.localhost
   X-Forwarded-Proto: https
${cookie}<< 200 OK
${set}`
const cookie = (value: string) => `   Cookie: ${CSRF}=${value}\n`
const sets = (value: string) => `   Set-Cookie: ${CSRF}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax\n`
const found = (wire: string) =>
  findingsIn(seenOf(parseWire(wire).map((exchange) => ({ exchange }))), diagnoses).map(
    ({ id, title }) => `${id}: ${title}`,
  )

test('a token that another instance gave out is replaced: two secrets', () => {
  expect(found(asks('', 'a', sets('t1%7Ch1')) + asks(cookie('t1%7Ch1'), 'b', sets('t2%7Ch2')))).toEqual([
    `secrets-differ-per-instance: ${CSRF} cannot be read everywhere: instance b does not take the token that instance a gave out`,
  ])
})

test('taken by the other one, replaced by the same one, or not theirs: nothing', () => {
  expect(found(asks('', 'a', sets('t1%7Ch1')) + asks(cookie('t1%7Ch1'), 'b', ''))).toEqual([])
  expect(found(asks('', 'a', sets('t1%7Ch1')) + asks(cookie('t1%7Ch1'), 'a', sets('t2%7Ch2')))).toEqual([])
  expect(found(asks('', 'a', sets('t1%7Ch1')) + asks(cookie('other'), 'b', sets('t2%7Ch2')))).toEqual([])
})
