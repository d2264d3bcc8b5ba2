import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mistakeIn, workshop } from './workshop.ts'

test('a mistake is told with file:line:col, the line and a caret', async () => {
  expect(await mistakeIn('front:\n  - nginx:\n      - hots: upstream\n')).toBe(
    [
      'mine.yaml:3:9: there is no behaviour "hots"; did you mean "host"?',
      '  2 |   - nginx:',
      '> 3 |       - hots: upstream',
      '    |         ^^^^',
    ].join('\n'),
  )
})

describe('YAML', () => {
  test.each([
    ['a tab', 'front:\n\t- nginx: []\n', /^mine\.yaml:2:1: a tab cannot indent YAML/],
    ['an open quote', 'about: "x\nfront: []\n', /^mine\.yaml:\d:\d+: missing closing "quote/],
    ['an open bracket', 'front: [a, b\n', /^mine\.yaml:\d:\d+: this list is not closed: "\]" is missing/],
    [
      'a colon in a text',
      'about: nginx: bare\nfront: []\n',
      /^mine\.yaml:1:8: two keys on one line: a text with ": " in it needs quotes/,
    ],
    [
      'a key twice',
      'about: a\nfront: []\nabout: b\n',
      /^mine\.yaml:3:1: "about" stands here a second time; it is already in mine\.yaml:1/,
    ],
    ['two documents', 'front: []\n---\nfront: []\n', /^mine\.yaml:\d:\d: a second document/],
    ['a foreign tag', 'about: !!js/function x\nfront: []\n', /^mine\.yaml:1:8: unresolved tag/],
    ['an unknown alias', 'about: *x\nfront: []\n', /^mine\.yaml:1:8: nothing is named &x/],
    ['a map as key', '? {a: 1}\n: b\n', /^mine\.yaml:1:3: a key must be a name/],
    ['__proto__', '__proto__: {a: 1}\nfront: []\n', /^mine\.yaml:1:1: "__proto__" cannot be a key/],
    ['nothing', '', /^mine\.yaml:1:1: the file is empty/],
    ['only comments', '# nothing\n', /^mine\.yaml:1:1: the file is empty/],
    ['a list', '- host: upstream\n', /^mine\.yaml:1:1: a scenario is a map/],
    ['a text', 'behind-nginx\n', /^mine\.yaml:1:1: a scenario is a map/],
    [
      'a reserved character',
      'about: @x\nfront: []\n',
      /^mine\.yaml:1:8: plain value cannot start with reserved character @/,
    ],
  ])('%s', async (_, text, message) => {
    expect(await mistakeIn(text)).toMatch(message)
  })

  test('control characters of a file never reach the terminal', async () => {
    expect(await mistakeIn('ab\u001b[2Jout: x\u0007y\nfront: []\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })
})

describe('bombs', () => {
  test.each([
    ['flow lists', '['.repeat(100_000)],
    ['block lists', '- '.repeat(100_000)],
    ['maps', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['keys of keys', '? '.repeat(50_000)],
  ])('deep %s', async (_, text) => {
    expect(await mistakeIn(text)).toMatch(/^mine\.yaml:\d+:\d+: lists and maps are nested too deeply/)
  })

  test('aliases that multiply', async () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
    expect(await mistakeIn(['l0: &l0 x', ...levels].join('\n'))).toMatch(/^mine\.yaml:\d+:\d+: more than 20000 values/)
  })

  test('an alias inside what it names', async () => {
    expect(await mistakeIn('front: &f [*f]\n')).toMatch(/nested too deeply/)
  })

  test('a file of a megabyte', async () => {
    expect(await mistakeIn(`about: ${'x'.repeat(1 << 20)}\n`)).toMatch(/^mine\.yaml: 1048584 bytes are too many/)
  })

  test('many keys take no time that anybody notices', async () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `k${i}:`).join('\n')
    expect(await mistakeIn(text)).toMatch(/more than 20000 values/)
  })

  test('scenarios that use each other in numbers', async () => {
    const uses = (name: string) => `front:\n${Array(8).fill(`  - use: ${name}`).join('\n')}\n`
    const files = { 'b.yaml': uses('c'), 'c.yaml': uses('d'), 'd.yaml': 'front: []\n' }
    expect(await mistakeIn(uses('b'), {}, files)).toMatch(/more than 64 hops/)
  })
})

describe('the shape of a scenario', () => {
  test.each([
    ['no front', 'about: x\n', /:1:1: "front" is missing/],
    ['an unknown key', 'abuot: x\nfront: []\n', /:1:1: "abuot" is not known here; did you mean "about"\?/],
    ['a key like none', 'zzzzzz: x\nfront: []\n', /:1:1: "zzzzzz" is not known here; known: .*about, mirrors/],
    ['a text as front', 'front: nginx\n', /:1:8: expected a list; found the text "nginx"/],
    ['a number as about', 'about: 5\nfront: []\n', /:1:8: expected text; found the number 5; put it in quotes: "5"/],
    [
      'a wrong word',
      'plumbing: exemt\nfront: []\n',
      /:1:11: the text "exemt" is not known here; did you mean "exempt"\?/,
    ],
    [
      'a text as hop',
      'front: [nginx]\n',
      /:1:9: front is a list of hops, each "name: \[steps\]"; found the text "nginx"/,
    ],
    ['a step as hop', 'front:\n  - host: upstream\n', /:2:5: "host" is a step and needs a hop around it/],
    ['a number as hop', 'front:\n  - nginx: 5\n', /:2:5: a hop is "name: \[steps\]"; found the number 5/],
    ['two hops in one', 'front:\n  - a: []\n    b: []\n', /:3:5: "a" and "b" in one hop/],
    ['hops of one name', 'front:\n  - a: []\n  - a: []\n', /:3:5: two hops are called "a"/],
    ['a list as step', 'front:\n  - a:\n      - [x]\n', /:3:9: a step is "behaviour: options"; found a list/],
    ['an unknown bare step', 'front:\n  - a: [hots]\n', /:2:9: there is no behaviour "hots"; did you mean "host"\?/],
    [
      'two behaviours in a step',
      'front:\n  - a:\n      - host: upstream\n        location: default\n',
      /:4:9: "host" and "location" in one step/,
    ],
    [
      'a step with only conditions',
      'front:\n  - a:\n      - when: { path: /x }\n',
      /:3:9: this step names no behaviour/,
    ],
    [
      'a misspelt condition',
      'front:\n  - a:\n      - host: upstream\n        wen: { path: /x }\n',
      /:4:9: there is no behaviour "wen"; did you mean "when"\?/,
    ],
    [
      'before without extends',
      'front:\n  - a:\n      - host: upstream\n        before: x\n',
      /:4:9: "before" is for new steps/,
    ],
    ['without without extends', 'without: [a]\nfront: []\n', /:1:\d+: there is no "a" to leave out/],
    ['a key beside use', 'front:\n  - use: x\n    with: 1\n', /:3:5: "with" is not known here; beside "use"/],
  ])('%s', async (_, text, message) => {
    expect(await mistakeIn(text)).toMatch(message)
  })
})

describe('options', () => {
  const step = (text: string) => mistakeIn(`front:\n  - a:\n      - ${text}\n`)
  test.each([
    ['host: upstrem', /:3:15: the text "upstrem" is not known here; did you mean "upstream"\?/],
    ['host: 5', /:3:15: expected one of preserve, http-host, upstream, without-port, or a map; found the number 5/],
    ['host: { uses: upstream }', /:3:17: "uses" is not known here; did you mean "use"\?/],
    ['host: { use: upstrem }', /:3:22: the text "upstrem" is not known here; did you mean "upstream"\?/],
    ['redirect: { https: 303.5 }', /:3:28: expected one of 301, 302, 303, 307, 308; found the number 303.5/],
    ['connection: { version: 1.0 }', /:3:32: expected one of 1\.0, 1\.1; found the number 1; put it in quotes: "1\.0"/],
    ['response-headers: { set: { X-A: 1 } }', /:3:41: expected text; found the number 1; put it in quotes: "1"/],
    ['latency: { request: 5 minutes }', /:3:29: it must be a length of time/],
    ['latency: { request: -1 }', /:3:29: it must be at least 0/],
    ['url: { strip-prefix: app }', /:3:30: it must begin with "\/"/],
    ['url: { rewrite: { match: "(", to: x } }', /:3:9: url: Invalid regular expression/],
    ['url: { rewrite: { to: x } }', /:3:16: "match" is missing/],
    ['websocket', /:3:9: expected one of pass, block; found a map|:3:9: "block" is missing/],
  ])('%s', async (text, message) => {
    expect(await step(text)).toMatch(message)
  })

  test('several mistakes are told at once', async () => {
    const message = await mistakeIn('front:\n  - a:\n      - host: upstrem\n      - latency: { reqest: 1 }\n')
    expect(message.split('\n').filter((line) => line.startsWith('mine.yaml:'))).toEqual([
      'mine.yaml:3:15: the text "upstrem" is not known here; did you mean "upstream"?',
      'mine.yaml:4:20: "reqest" is not known here; did you mean "request"?',
    ])
  })
})

describe('when', () => {
  const when = (text: string, step = 'host: upstream') =>
    mistakeIn(`front:\n  - a:\n      - ${step}\n        when: ${text}\n`)
  test.each([
    ['{ pth: /x }', /:4:17: "pth" is not known here; did you mean "path"\?/],
    ['{ path: api }', /:4:23: a path glob begins with "\/" or "\*\*"/],
    ['{ path: [/a, b] }', /:4:\d+: .*a path glob begins with/],
    ['{ kind: page }', /:4:23: expected one of websocket, action/],
    ['{ header: { X: "(" } }', /:4:9: when: header X: Invalid regular expression/],
    ['{ status: 404 }', /:3:9: when: what is answered is only known on the way back, but "host" also acts on requests/],
    ['{ not: { status: 404, path: /x } }', /:4:9: when: in one "not", status and answer cannot stand beside/],
    ['/x', /:4:15: expected a map; found the text "\/x"/],
  ])('%s', async (text, message) => {
    expect(await when(text)).toMatch(message)
  })

  test('a status that is none', async () => {
    expect(await when('{ status: 4xy }', 'location: default')).toMatch(
      /:4:25: .*a status is a number such as 404, or a class/,
    )
  })
})

describe('files', () => {
  test('missing, with the one that was meant', async () => {
    const shop = workshop({ 'mine.yaml': 'front: []\n' })
    await expect(shop.load('mien.yaml')).rejects.toThrow(
      /mien\.yaml: there is no such file; did you mean "mine.yaml"\?/,
    )
  })

  test('a folder', async () => {
    const shop = workshop()
    mkdirSync(join(shop.folder, 'mine.yaml'))
    await expect(shop.load('mine.yaml')).rejects.toThrow(/mine\.yaml: this is a folder/)
  })

  test('not UTF-8', async () => {
    expect(await mistakeIn(Buffer.from('front: []\nabout: caf\u00e9\n', 'latin1'))).toMatch(/not UTF-8 text: line 2/)
    expect(await mistakeIn(Buffer.from('\ufefffront: []\n', 'utf16le'))).toMatch(/looks like UTF-16/)
  })

  test('a byte order mark does not matter', async () => {
    const shop = workshop({ 'mine.yaml': '\ufefffront: []\n' })
    expect((await shop.load('mine.yaml')).chain.hops).toEqual([{ name: 'direct' }])
  })

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('not to be read', async () => {
    const shop = workshop()
    chmodSync(shop.file('mine.yaml', 'front: []\n'), 0)
    await expect(shop.load('mine.yaml')).rejects.toThrow(/it may not be read/)
  })
})

describe('proofs', () => {
  const proof = (wire: string) => mistakeIn(`front: []\nproof:\n  - wire: |\n${wire.replace(/^/gm, '      ')}\n`)
  test.each([
    [
      'a line that is none',
      '>  GET /\n>> GET /\nHost: x',
      /:6:7: wire notation: expected an indented "Name: value" line/,
    ],
    ['no status', '>  GET /\n<  OK', /:5:7: wire notation: expected a status/],
    ['an answer before any request', '<  200', /:4:7: wire notation: "<" comes before any ">"/],
    ['nothing claimed', '>  GET /\n<< 200', /:4:7: nothing is claimed here/],
  ])('%s', async (_, wire, message) => {
    expect(await proof(wire)).toMatch(message)
  })

  test('a folded text', async () => {
    expect(await mistakeIn('front: []\nproof:\n  - wire: >\n      >  GET /\n      <  200\n')).toMatch(/wire: \|/)
  })
})
