// What `init` writes into real projects of several kinds, that it shows it first, and that it leaves alone what is there.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { withOrigins } from '../src/init/next-config.ts'
import { withScripts } from '../src/init/package-scripts.ts'
import { BIN, folder, run } from './cli/run.ts'
import { hasTerminals, inTerminal } from './cli/terminal.ts'

const PACKAGE = `{
  "name": "shop",
  "type": "module",
  "scripts": {
    "dev": "next dev",
    "start": "next start"
  },
  "files": ["a", "b"]
}
`
const CONFIG = `import bundle from './bundle.mjs'

/** @type {import('next').NextConfig} */
const nextConfig = {
  // trailing: '{'
  reactStrictMode: true,
}

export default nextConfig
`
const filesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
    .sort()

test('shows what it would do, does nothing without --yes, then does just that, and nothing a second time', async () => {
  const cwd = await folder({ 'package.json': PACKAGE, 'next.config.mjs': CONFIG, 'package-lock.json': '{}' })
  const shown = await run(['init', '--allowed-dev-origins'], { cwd })
  expect(shown.code).toBe(2)
  expect(shown.err).toMatch(/nothing was written: there is no terminal.*--yes/)
  expect(shown.out).toContain('+    "check:session": "repro-proxy check --flow repro/flow.yaml -- npm run start"')
  expect(shown.out).toContain("+  allowedDevOrigins: ['shop.localhost'],")
  expect(filesIn(cwd)).toEqual(['next.config.mjs', 'package-lock.json', 'package.json'])
  const dry = await run(['init', '--dry-run', '--allowed-dev-origins'], { cwd })
  expect(dry).toMatchObject({ code: 0, out: shown.out })
  const done = await run(['init', '--yes', '--allowed-dev-origins'], { cwd })
  expect(done).toMatchObject({ code: 0, err: '' })
  expect(filesIn(cwd)).toEqual([
    ...['next.config.mjs', 'package-lock.json', 'package.json', 'repro/flow.yaml', 'repro/front.yaml'],
  ])
  expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe(
    PACKAGE.replace(
      '"next start"\n',
      '"next start",\n    "front": "repro-proxy --scenario ./repro/front.yaml",\n    "check:session": "repro-proxy check --flow repro/flow.yaml -- npm run start"\n',
    ),
  )
  expect(readFileSync(join(cwd, 'next.config.mjs'), 'utf8')).toBe(
    CONFIG.replace('= {\n', "= {\n  allowedDevOrigins: ['shop.localhost'],\n"),
  )
  // What was written is right by our own rules.
  expect(await run(['scenarios', 'check', './repro/front.yaml'], { cwd })).toMatchObject({ code: 0 })
  const { readFlow } = await import('../src/check/flow-file/read.ts')
  const flow = await readFlow(join(cwd, 'repro/flow.yaml'), { REPRO_USER: 'alice', REPRO_PASSWORD: 'pw' })
  expect(flow.steps.length).toBeGreaterThan(8)
  const again = await run(['init', '--yes', '--allowed-dev-origins'], { cwd })
  expect(again).toMatchObject({ code: 0, err: '' })
  expect(again.out).toContain('nothing to do')
})

test('what is there is left alone, unless --force says otherwise', async () => {
  const cwd = await folder({
    'package.json': '{\r\n\t"scripts": { "front": "mine", "dev": "vite" }\r\n}',
    'yarn.lock': '',
  })
  mkdirSync(join(cwd, 'repro'))
  writeFileSync(join(cwd, 'repro/flow.yaml'), 'about: mine\n')
  const { out, code } = await run(['init', '--yes'], { cwd })
  expect(code).toBe(0)
  expect(out).toMatch(/kept: repro\/flow\.yaml is there already/)
  expect(out).toMatch(/kept: the script "front" is there already/)
  expect(readFileSync(join(cwd, 'repro/flow.yaml'), 'utf8')).toBe('about: mine\n')
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  expect(scripts).toEqual({
    front: 'mine',
    dev: 'vite',
    'check:session': 'repro-proxy check --flow repro/flow.yaml -- yarn run dev',
  })
  const forced = await run(['init', '--yes', '--force', '--json'], { cwd })
  expect(JSON.parse(forced.out)).toMatchObject({
    manager: 'yarn',
    changes: [
      { path: 'repro/flow.yaml', change: 'changed' },
      { path: 'package.json', change: 'changed' },
    ],
    kept: [],
    written: true,
  })
  expect(JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).scripts.front).toContain('repro-proxy')
})

test('a package of a pnpm workspace, a linked configuration, and one that does not exist yet', async () => {
  const root = await folder({
    'pnpm-lock.yaml': '',
    'shared.ts': 'const config: NextConfig = {}\nexport default config\n',
  })
  const cwd = join(root, 'app')
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'package.json'), '{ "name": "@acme/web" }')
  symlinkSync('../shared.ts', join(cwd, 'next.config.ts'))
  const { out, code } = await run(['init', '--yes', '--allowed-dev-origins', 'shop.example.com'], { cwd })
  expect(code).toBe(0)
  expect(out).toContain('pnpm add --save-dev repro-proxy')
  expect(readFileSync(join(root, 'shared.ts'), 'utf8')).toContain("allowedDevOrigins: ['shop.example.com']")
  expect(JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).scripts['check:session']).toBe(
    'repro-proxy check --flow repro/flow.yaml',
  )
  const fresh = await folder({ 'package.json': '{}' })
  await run(['init', '--yes', '--allowed-dev-origins', 'a.example.com', '--allowed-dev-origins', '*.example.org'], {
    cwd: fresh,
  })
  const { default: config } = await import(pathToFileURL(join(fresh, 'next.config.mjs')).href)
  expect(config).toEqual({ allowedDevOrigins: ['a.example.com', '*.example.org'] })
})

test.skipIf(!hasTerminals)('asks at a terminal, and takes no for an answer', async () => {
  const cwd = await folder({ 'package.json': '{}' })
  const there = () => filesIn(cwd).length
  for (const [answer, files] of [
    ['n', 1],
    ['y', 3],
  ] as const) {
    const terminal = inTerminal(['init'], ['env', '-C', cwd, process.execPath, BIN])
    await terminal.until(/Write this\? \[y\/N\] /)
    expect(there()).toBe(1)
    terminal.type(`${answer}\n`)
    expect(await terminal.ended).toContain('code:0')
    expect(there()).toBe(files)
  }
})

test('no project, a broken one, and a place where nothing can be written', async () => {
  const nothing = await run(['init', '--yes'], { cwd: '/' })
  expect(nothing).toMatchObject({ code: 2, out: '' })
  expect(nothing.err).toMatch(/error: no package\.json/)
  const broken = await run(['init', '--yes'], { cwd: await folder({ 'package.json': '{ "scripts": ' }) })
  expect(broken).toMatchObject({ code: 2, out: '' })
  const blocked = await folder({ 'package.json': '{}', repro: '' })
  expect((await run(['init', '--yes'], { cwd: blocked })).err).toMatch(
    /repro\/front\.yaml cannot be (?:read|written): ENOTDIR/,
  )
  const odd = await run(['init', '--yes', '--allowed-dev-origins', 'https://x y'], { cwd: blocked })
  expect(odd).toMatchObject({ code: 2, out: '' })
})

describe('allowedDevOrigins goes into the configuration as it is written', () => {
  const LINE = "allowedDevOrigins: ['a.test']"
  test.each([
    ['module.exports = {}', `module.exports = {\n  ${LINE},\n}`],
    ['export default { output: "standalone" }', `export default { ${LINE}, output: "standalone" }`],
    ['module.exports = withMDX({\n    a: 1,\n})', `module.exports = withMDX({\n    ${LINE},\n    a: 1,\n})`],
    [
      'const config: NextConfig = { a: /[{"]/ }\nexport default withA(withB(config))',
      `const config: NextConfig = { ${LINE}, a: /[{"]/ }\nexport default withA(withB(config))`,
    ],
    [
      `// export default {}\nlet c = {\n  a: \`\${"}"}\`,\n  ...rest,\n}\nmodule.exports = c`,
      `// export default {}\nlet c = {\n  ${LINE},\n  a: \`\${"}"}\`,\n  ...rest,\n}\nmodule.exports = c`,
    ],
    ["export default { allowedDevOrigins: ['b.test'] }", "export default { allowedDevOrigins: ['b.test', 'a.test'] }"],
    ['export default { allowedDevOrigins: [] }', "export default { allowedDevOrigins: ['a.test'] }"],
    [
      "export default {\n  allowedDevOrigins: [\n    'b.test',\n  ],\n}",
      "export default {\n  allowedDevOrigins: [\n    'b.test',\n    'a.test',\n  ],\n}",
    ],
  ])('%s', (before, after) => {
    expect(withOrigins(before, ['a.test'])).toEqual({ text: after })
    expect(withOrigins(after, ['a.test'])).toEqual({ same: true })
  })

  test.each([
    'export default (phase) => ({ a: 1 })',
    'export default async function config() { return {} }',
    'const config = make()\nexport default config',
    'export default { allowedDevOrigins: origins }',
    '',
  ])('%s is left to the person', (text) => {
    expect(withOrigins(text, ['a.test'])).toHaveProperty('reason')
  })
})

describe('a script goes into package.json as it is written', () => {
  test.each([
    ['{}', '{\n  "scripts": {\n    "a": "b"\n  }\n}'],
    ['{\n  "name": "{x}"\n}\n', '{\n  "name": "{x}",\n  "scripts": {\n    "a": "b"\n  }\n}\n'],
    ['{\n  "scripts": {}\n}', '{\n  "scripts": {\n    "a": "b"\n  }\n}'],
    [
      '{\n  "x": { "scripts": { "a": "no" } },\n  "scripts": {\n    "c": "d \\" }"\n  }\n}',
      '{\n  "x": { "scripts": { "a": "no" } },\n  "scripts": {\n    "c": "d \\" }",\n    "a": "b"\n  }\n}',
    ],
  ])('%s', (before, after) => {
    expect(withScripts(before, { a: 'b' }, false)).toEqual({ text: after, kept: [] })
  })

  test('one that is there stays, or is replaced where it stands', () => {
    const text = '{\n  "scripts": {\n    "a": "c",\n    "z": "a"\n  }\n}'
    expect(withScripts(text, { a: 'b' }, false)).toEqual({ text, kept: ['a'] })
    expect(withScripts(text, { a: 'b' }, true)).toEqual({ text: text.replace('"c"', '"b"'), kept: [] })
    expect(withScripts('[]', { a: 'b' }, false)).toBeUndefined()
  })
})
