import { expect, test } from 'vitest'
import { printProofs, runProofs } from '../../src/scenario/proofs.ts'
import { workshop } from './workshop.ts'

const MINE = `front:
  - a:
      - host: upstream
      - answer: { status: 503 }
        nth: 2
      - answer: { status: 410 }
        after: 60s
proof:
  - note: as it is
    wire: |
      >  GET https://shop.localhost/
      >> GET /
         Host: 127.0.0.1:3000
      << 200
      <  200
  - wire: |
      # the app is reached

      >  GET https://shop.localhost/
      >> GET /
         Host: shop.localhost
      << 200
      <  404
         X: y
      >  GET https://shop.localhost/
      <  503
      >  GET https://shop.localhost/ after=61s
      <  200
  - note: a clock of its own
    finds: []
    wire: |
      >  GET https://shop.localhost/
      << 200
      <  200
`

test('what is not as claimed is told with its line', async () => {
  const shop = workshop({ 'mine.yaml': MINE })
  const scenario = await shop.load('mine.yaml')
  const results = await runProofs(scenario)
  expect(
    results.map(({ problems, at, ...rest }) => ({
      ...rest,
      at: at.replace(/^.*\//, ''),
      problems: problems.slice(0, -1),
    })),
  ).toEqual([
    { note: 'as it is', at: 'mine.yaml:11', ok: true, problems: [] },
    {
      note: 'proof 2',
      at: 'mine.yaml:19',
      ok: false,
      problems: [
        '>> host (127.0.0.1:3000): expected ["shop.localhost"], got ["127.0.0.1:3000"]',
        '< status: expected 404, got 200',
        '< x: expected ["y"], got []',
      ],
    },
    { note: 'proof 2', at: 'mine.yaml:27', ok: false, problems: ['< status: expected 200, got 410'] },
    { note: 'a clock of its own', at: 'mine.yaml:32', ok: true, problems: [] },
  ])
  expect(scenario.proofs.map(({ finds }) => finds)).toEqual([undefined, undefined, []])
  const printed = printProofs(results).replaceAll(`${shop.folder}/`, '')
  expect(printed.split('\n').filter((line) => /^\S/.test(line))).toEqual([
    'ok   mine.yaml:11 as it is',
    'FAIL mine.yaml:19 proof 2',
    'FAIL mine.yaml:27 proof 2',
    'ok   mine.yaml:32 a clock of its own',
  ])
  expect(printed).toContain('\n    < status: expected 404, got 200\n')
  // Proofs leave the live chain alone, and can be run again.
  expect(await runProofs(scenario)).toEqual(results)
})

const FINDS = (names: string) => `front:
  - edge:
      - forwarded: { proto: set }
      - response-cookies: { drop: ["*"] }
proof:
  - note: a login
    finds: [${names}]
    wire: |
      >  POST https://shop.localhost/login
         Content-Type: application/x-www-form-urlencoded
      << 303
         Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
         Location: /
`

test.each([
  ['set-cookie-stripped-by-cache-rule', []],
  ['', ['finds: set-cookie-stripped-by-cache-rule was found as well']],
  ['xfp-missing', ['finds: xfp-missing was not found', 'finds: set-cookie-stripped-by-cache-rule was found as well']],
  ['xfp-mising', ['finds: there is no diagnosis "xfp-mising"; did you mean "xfp-missing"?']],
])('finds: [%s]', async (names, problems) => {
  const scenario = await workshop({ 'mine.yaml': FINDS(names) }).load('mine.yaml')
  const results = await runProofs(scenario)
  expect(results.map(({ ok }) => ok)).toEqual([problems.length === 0])
  expect(results[0]!.problems).toEqual(problems)
})
