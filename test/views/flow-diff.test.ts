// Two recordings of one flow: what counts as a difference, and what is noise.
import { expect, test } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { diffText } from '../../src/views/diff-text.ts'
import { diffFlows, flowOf } from '../../src/views/flow-diff.ts'
import { stepKey } from '../../src/views/flow-step.ts'
import { PLAIN } from '../../src/views/style.ts'
import { page, post } from '../findings/story.ts'
import { toldEvents } from '../findings/told-events.ts'

async function* each(events: readonly TimelineEvent[]) {
  yield* events
}
const flow = (wire: string, name = 'a.jsonl') => flowOf(name, each(toldEvents(wire)))
const diff = async (a: string, b: string) => diffFlows(await flow(a), await flow(b, 'b.jsonl'))
const login = (value: string, more: string[] = [], attributes = 'Path=/; HttpOnly; Secure') =>
  post('/login', '303 See Other', [`Set-Cookie: sid=${value}; ${attributes}`, 'Location: /', ...more])
const home = (value: string) => page('/', { cookie: `sid=${value}` })

test('values, dates and ids are no difference, nor is the public name', async () => {
  const a =
    page('/login') +
    login('aaaaaaaa', ['Date: Mon, 23 Nov 2026 10:00:00 GMT']) +
    home('aaaaaaaa') +
    page('/order/12345')
  const b =
    page('/login') + login('b', ['Date: Mon, 23 Nov 2026 11:11:11 GMT', 'ETag: "x"']) + home('b') + page('/order/67890')
  expect(await diff(a, b)).toEqual({ same: true, allAlong: [], different: [], aligned: 4 })
  const elsewhere = b.replaceAll('shop.localhost', 'www.example.test:8443')
  expect((await diff(a, elsewhere)).same).toBe(true)
})

test('a lost cookie: the step where it is lost comes first', async () => {
  const a = page('/login') + login('x') + home('x')
  const b = page('/login') + post('/login', '303 See Other', ['Location: /']) + page('/')
  const { same, allAlong, different } = await diff(a, b)
  expect({ same, allAlong }).toEqual({ same: false, allAlong: [] })
  expect(different[0]).toEqual({
    step: 'POST /login',
    a: 2,
    b: 2,
    differences: [{ kind: 'set-cookie', name: 'sid', a: 'Path=/; Secure; HttpOnly; for the session' }],
  })
  expect(different.map(({ step }) => step)).toEqual(['POST /login', 'GET /'])
})

test('attributes, redirects and status are differences', async () => {
  const a = login('x')
  const { different } = await diff(a, login('y', [], 'Path=/app; HttpOnly'))
  expect(different[0]!.differences).toMatchObject([{ kind: 'set-cookie', b: 'Path=/app; HttpOnly; for the session' }])
  const away = await diff(a, a.replace('Location: /\n', 'Location: http://shop.localhost/\n'))
  expect(away.different[0]!.differences).toEqual([
    { kind: 'redirect', name: 'redirect', a: '/', b: 'http://(public name)/' },
  ])
  const failed = await diff(a, post('/login', '500 Internal Server Error', []))
  expect(failed.different[0]!.differences.map(({ kind }) => kind)).toEqual(['status', 'redirect', 'set-cookie'])
})

test('what the app is told otherwise in every step is said once', async () => {
  const a = page('/login') + login('x')
  const { allAlong, different, same } = await diff(a, a.replaceAll('   X-Forwarded-Proto: https\n', ''))
  expect(allAlong).toEqual([{ kind: 'to-app', name: 'x-forwarded-proto', a: 'https' }])
  expect({ different, same }).toEqual({ different: [], same: false })
})

test('steps of one only stand where they came; the same step once more is none', async () => {
  const a = page('/login') + login('x') + home('x') + home('x')
  const b = page('/login') + page('/consent') + login('y') + home('y')
  const { different } = await diff(a, b)
  expect(different).toEqual([{ step: 'GET /consent', b: 2, differences: [] }])
})

test('a step is told by method, path and names of the query', async () => {
  const key = (target: string) => stepKey(toldEvents(page(target)).find((event) => event.type === 'exchange')!)
  expect(key('/user/550e8400-e29b-41d4-a716-446655440000/edit')).toBe('GET /user/*/edit')
  expect(key('/callback?state=1&code=2&_rsc=abc')).toBe('GET /callback?code&state')
  expect(key('/login')).toBe('GET /login')
})

test('as text', async () => {
  const [a, b] = [await flow(login('x')), await flow(post('/login', '500 No', []), 'b.jsonl')]
  expect(diffText(a, b, diffFlows(a, b), false, PLAIN)).toBe(`A  a.jsonl (behind-nginx), 1 steps
B  b.jsonl (behind-nginx), 1 steps

First step that differs: POST /login  exchange 1 in A, 1 in B
  status: 303 -> 500
  redirect to: / -> (none)
  Set-Cookie sid: Path=/; Secure; HttpOnly; for the session -> (none)
`)
  await expect(flowOf('empty.jsonl', each([]))).rejects.toThrow('nothing to compare')
})
