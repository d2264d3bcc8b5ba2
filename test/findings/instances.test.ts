// Two instances of NextAuth: the CSRF token of one is unknown to the other when their secrets differ, before anybody is signed in.
// Two of better-auth: only its own endpoint shows whether the secret or the store is not shared.
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

const NAME = '__Secure-better-auth.session_token'
const signsIn = `
>  POST https://shop.localhost/api/auth/sign-in/email
   Origin: https://shop.localhost
   Content-Type: application/json
>> POST /api/auth/sign-in/email
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/json
<< 200 OK
   Set-Cookie: ${NAME}=abc.def; Path=/; HttpOnly; Secure; SameSite=Lax`
const opens = (path: string, to: string, answer: string) => `
>  GET https://shop.localhost${path}
   Cookie: ${NAME}=abc.def
>> GET ${path} to=${to}
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: ${NAME}=abc.def
<< ${answer}`
const ids = (wire: string) => found(wire).map((one) => one.split(':')[0])

test('a page that leads back to the login says nothing of the secret', () => {
  const account = (to: string, answer: string) => ids(signsIn + opens('/account', to, answer))
  expect(account('b', '307 Temporary Redirect\n   Location: /login')).toEqual(['memory-session-many-instances'])
  expect(account('b', '200 OK')).toEqual([])
})

test('its own endpoint does, by deleting the cookie or leaving it', () => {
  const asked = opens('/api/auth/get-session', 'a', '200 OK\n   | {"user":{"name":"alice"}}')
  const gone = `\n   Set-Cookie: ${NAME}=; Max-Age=0; Path=/; HttpOnly; Secure`
  const other = (lines: string) =>
    ids(signsIn + asked + opens('/api/auth/get-session', 'b', `200 OK${lines}\n   | null`))
  expect(other('')).toEqual(['secrets-differ-per-instance'])
  expect(other(gone)).toEqual(['memory-session-many-instances'])
  expect(ids(signsIn + asked + asked.replace('to=a', 'to=b'))).toEqual([])
})

const form = (to: string, sent = 'csrf=t1.h1', status = '403 Forbidden') => `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: ${sent}
>> POST /login to=${to}
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: ${sent}
<< ${status}
   Content-Type: text/html
`
const formPage = `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: csrf=t1.h1; Path=/; HttpOnly; Secure; SameSite=Lax
`

test('a form with a signed token that only the other instance takes: two secrets', () => {
  expect(found(formPage + form('b'))).toEqual([
    'secrets-differ-per-instance: csrf cannot be read everywhere: instance b refuses the form of instance a',
  ])
  expect(found(formPage + form('a') + form('b'))).toEqual([])
  expect(found(formPage + form('b', 'csrf=t2.h2'))).toEqual([])
  expect(found(formPage + form('b', 'csrf=t1.h1', '302 Found'))).toEqual([])
})
