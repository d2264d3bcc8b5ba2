import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { devServerOf } from '../../src/app/dev-script.ts'
import { hostLabel } from '../../src/app/host-label.ts'
import { readProject } from '../../src/app/project.ts'
import { differs, needsOf, writtenUrls } from '../../src/app/public-url.ts'

async function folder(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'repro-proxy-app-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return root
}

test.each([
  ['shop', 'shop'],
  ['@acme/web-shop', 'web-shop'],
  ['My.Shop_2', 'my-shop-2'],
  ['Café Zürich', 'cafe-zurich'],
  ['--x--', 'x'],
  ['@acme/', undefined],
  ['日本', undefined],
  ['', undefined],
  ['a'.repeat(80), 'a'.repeat(63)],
  [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
])('host label of "%s"', (name, label) => {
  expect(hostLabel(name)).toBe(label)
})

test.each([
  ['next dev', { tool: 'next', port: 3000 }],
  ['next dev --turbopack -p 4000', { tool: 'next', port: 4000 }],
  ['next dev --port=4001', { tool: 'next', port: 4001 }],
  ['PORT=4002 next dev', { tool: 'next', port: 4002 }],
  ['cross-env NODE_ENV=development PORT=4003 next dev --turbo', { tool: 'next', port: 4003 }],
  ['PORT=1 next dev -p 4004', { tool: 'next', port: 4004 }],
  ['concurrently "next dev -p 4005" "tsc -w -p 9"', { tool: 'next', port: 4005 }],
  ['prisma generate && next dev; echo -p 5', { tool: 'next', port: 3000 }],
  ['next dev -p $PORT', undefined],
  ['next build', undefined],
  ['vite', { tool: 'vite', port: 5173 }],
  ['vite --port 5000', { tool: 'vite', port: 5000 }],
  ['vite dev --host', { tool: 'vite', port: 5173 }],
  ['vite build', undefined],
  ['PORT=9 vite', { tool: 'vite', port: 5173 }],
  ['turbo run dev', undefined],
  ['vitest', undefined],
])('dev script "%s"', (script, server) => {
  expect(devServerOf(script)).toEqual(server)
})

test('the nearest package.json upwards is the project', async () => {
  const text = JSON.stringify({
    name: '@acme/shop',
    scripts: { dev: 'next dev -p 4000' },
    dependencies: { next: '16.0.0' },
    devDependencies: { vitest: '^4' },
  })
  const root = await folder({ 'package.json': `\ufeff${text}`, 'app/login/page.tsx': '' })
  expect(await readProject(join(root, 'app', 'login'))).toEqual({
    folder: root,
    packageFile: join(root, 'package.json'),
    label: 'shop',
    devServer: { tool: 'next', port: 4000 },
    dependencies: new Map([
      ['vitest', '^4'],
      ['next', '16.0.0'],
    ]),
  })
})

test('without a usable name, the folder gives it', async () => {
  const root = await folder({
    'My Shop/package.json': '{"private":true,"scripts":"none","dependencies":["x"]}',
    'broken/package.json': '{"name": ',
    'odd/package.json': '[]',
  })
  const named = await readProject(join(root, 'My Shop'))
  expect(named).toEqual({
    folder: join(root, 'My Shop'),
    packageFile: join(root, 'My Shop', 'package.json'),
    label: 'my-shop',
    dependencies: new Map(),
  })
  const broken = await readProject(join(root, 'broken'))
  expect(broken.label).toBe('broken')
  expect(broken.problem).toMatch(/^it is not JSON: /)
  expect(await readProject(join(root, 'odd'))).toMatchObject({ label: 'odd' })
})

test('variables for the public URL are found as next dev would load them', async () => {
  const root = await folder({
    '.env': 'NEXTAUTH_URL=http://first.example\nAUTH_URL=https://shop.localhost:8443/api/auth # ours\nSECRET=x\n',
    '.env.local':
      '# NEXTAUTH_URL=http://comment\nexport NEXTAUTH_URL="http://localhost:3000"\r\nBETTER_AUTH_URL=https://$HOST\n',
    '.env.production': 'NEXTAUTH_URL=https://shop.example\n',
  })
  const found = await writtenUrls(root)
  expect(found).toEqual([
    { variable: 'NEXTAUTH_URL', value: 'http://localhost:3000', file: '.env.local', line: 2 },
    { variable: 'AUTH_URL', value: 'https://shop.localhost:8443/api/auth', file: '.env', line: 2 },
  ])
  expect(found.map((one) => differs(one, 'https://shop.localhost:8443'))).toEqual([true, false])
})

test('the last line of a file counts, and an empty value hides the files behind it', async () => {
  const root = await folder({
    '.env': 'AUTH_URL=http://a\nBETTER_AUTH_URL=http://one\nBETTER_AUTH_URL=http://two\n',
    '.env.local': 'AUTH_URL=\n',
  })
  expect(await writtenUrls(root)).toEqual([{ variable: 'BETTER_AUTH_URL', value: 'http://two', file: '.env', line: 3 }])
})

test.each([
  [{}, []],
  [{ 'next-auth': '^4.24.0' }, ['NEXTAUTH_URL must']],
  [{ 'next-auth': '5.0.0-beta.29' }, ['AUTH_URL may']],
  [{ 'next-auth': 'beta' }, ['AUTH_URL may']],
  [{ '@auth/sveltekit': '^1' }, ['AUTH_URL may']],
  [{ '@auth/prisma-adapter': '^2' }, []],
  [{ 'next-auth': '~4.5.0', 'better-auth': '^1.5' }, ['NEXTAUTH_URL must', 'BETTER_AUTH_URL must']],
  [{ 'iron-session': '^8' }, []],
])('what %o wants to be told', (dependencies, needs) => {
  const found = needsOf({ dependencies: new Map(Object.entries(dependencies)) })
  expect(found.map(({ variable, level }) => `${variable} ${level}`)).toEqual(needs)
})
