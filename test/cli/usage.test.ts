import { readFileSync } from 'node:fs'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BIN, folder, run, start } from './run.ts'

const COMMANDS = [
  'demo',
  'check',
  'init',
  'scenarios',
  'explain',
  'certs',
  'doctor',
  'open',
  'watch',
  'show',
  'report',
  'diagnoses',
  'inspect',
  'cookies',
  'diff',
  'har',
]

test('--version is the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  for (const flag of ['--version', '-v']) {
    expect(await run([flag])).toEqual({ code: 0, signal: null, out: `${version}\n`, err: '' })
  }
})

test('--help lists every command and has examples, and so has the help of each', async () => {
  const top = await run(['--help'])
  expect(top).toMatchObject({ code: 0, err: '' })
  for (const name of COMMANDS) expect(top.out).toMatch(new RegExp(`^  repro-proxy ${name} `, 'm'))
  const listed = [...top.out.matchAll(/^ {2}repro-proxy (\w+) /gm)].map((found) => found[1])
  expect([...new Set(listed)]).toEqual(COMMANDS)
  for (const name of COMMANDS) {
    const { code, out, err } = await run([name, '--help'])
    expect({ name, code, err }).toEqual({ name, code: 0, err: '' })
    expect(out).toMatch(new RegExp(`^repro-proxy ${name}`))
    const examples = out.slice(out.indexOf('Examples:'))
    expect(examples).toMatch(new RegExp(`^Examples:\n  repro-proxy ${name}`))
  }
  expect(top.out.slice(top.out.indexOf('Examples:'))).toContain('repro-proxy --scenario behind-nginx')
  expect(top.out).toContain('Exit codes: 0 done, 1 something failed, 2 the command or a file is wrong.')
})

test.each([
  [['doctr'], 'there is no command "doctr"; did you mean "doctor"?'],
  [['behind-nginx'], 'there is no command "behind-nginx"'],
  [['--scnario', 'x'], 'there is no option --scnario; did you mean "--scenario"?'],
  [['--no-wach'], 'there is no option --wach; did you mean "--watch"?'],
  [['-x'], 'there is no option -x'],
  [['doctor', '--jsn'], 'there is no option --jsn for doctor; did you mean "--json"?'],
  [['doctor', 'me'], 'doctor has no use for "me"'],
  [['--port'], '--port needs a value'],
  [['--port', '1', '--port', '2'], '--port is given twice'],
  [['--port', '80000'], '--port 80000: expected a port, 1 to 65535 (0: any that is free)'],
  [['--http-port', 'x'], '--http-port x: expected a port, 1 to 65535 (0: any that is free)'],
  [['--port', '81', '--http-port', '81'], '--port and --http-port are both 81'],
  [['--log', 'prety'], '--log prety: expected pretty, jsonl or quiet; did you mean "pretty"?'],
  [['--browser', 'netscape'], '--browser netscape: expected chromium, firefox, safari or auto'],
  [['--upstream', 'localhost'], '--upstream localhost: it names no port'],
  [['--upstream', '8443', '--port', '8443'], '--upstream localhost:8443 is where repro-proxy itself would listen'],
  [['--host', 'https://shop.test:1'], '--host https://shop.test:1: a host name, not a URL, is expected'],
  [['--host', 'shop.test:1'], '--host shop.test:1: the port has a flag of its own'],
  [['--host', 'sh op'], '--host sh op: this is not a host name'],
  [['--host', 'intranet'], 'a CA for "intranet" could sign for everything under .intranet'],
  [['--listen', 'eth0'], '--listen eth0: expected an IP address of this machine'],
  [['--scenario', 'behind-ngnix'], 'there is no scenario "behind-ngnix"; did you mean "behind-nginx"?'],
  [['--scenario', './none.yaml'], 'none.yaml: there is no such file'],
  [['--set', 'x'], '--set x: expected name=value'],
  [['--scenario', 'direct', '--set', 'x=1'], '--set x: there is no param "x": this scenario has none'],
  [['show'], 'something is missing after show: show <file>'],
  [['show', 'a', 'b'], 'show has no use for "b"'],
  [['explain'], 'explain needs --scenario'],
  [['scenarios', 'shw'], 'scenarios cannot "shw"; did you mean "show"?'],
  [['scenarios', 'show'], 'scenarios show needs a name'],
  [['scenarios', 'show', 'a', 'b'], 'scenarios show takes one name'],
  [['scenarios', 'list', 'a'], 'scenarios list takes no names'],
  [['certs', 'instal'], 'certs cannot "instal"; did you mean "install"?'],
])('%j', async (args, message) => {
  const { code, out, err } = await run(args, { cwd: await folder() })
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err.split('\n')[0]).toContain(`error: ${message}`)
  expect(err).not.toMatch(/^\s+at /m)
})

test('colour only where it is wanted', async () => {
  const plain = await run(['doctr'])
  expect(plain.err).not.toContain('\u001b')
  const coloured = await run(['doctr'], { env: { FORCE_COLOR: '1' } })
  expect(coloured.err).toContain('\u001b[31merror:\u001b[39m')
  const refused = await run(['doctr'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
  expect(refused.err).not.toContain('\u001b')
})

test('a reader that goes away is no mistake', async () => {
  const listing = start(['scenarios'])
  listing.child.stdout!.destroy()
  expect(await listing.ended).toMatchObject({ code: 0, signal: null, err: '' })
})

/** A copy of the package, to be broken. */
async function copied(): Promise<string> {
  const root = await folder({ 'package.json': '{"type":"module","version":"9.9.9"}' })
  await cp(join(BIN, '..', '..', 'dist'), join(root, 'dist'), { recursive: true })
  await mkdir(join(root, 'bin'))
  await cp(BIN, join(root, 'bin', 'repro-proxy.js'))
  return root
}

test('a mistake of ours shows where, and asks to be reported', async () => {
  const root = await copied()
  await symlink(join(BIN, '..', '..', 'node_modules'), join(root, 'node_modules'), 'junction')
  const broken = "usage: 'certs [action]', about: '', options: {}, examples: []"
  await writeFile(
    join(root, 'dist', 'cli', 'certs.js'),
    `export default { ${broken}, async run() { undefined.certificate } }\n`,
  )
  const { code, out, err } = await run(['certs'], { bin: join(root, 'bin', 'repro-proxy.js') })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^error: this is a mistake in repro-proxy, not in what you did\.\n\nTypeError: .*\n {4}at /)
  expect(err).toContain(`\nrepro-proxy 9.9.9, Node ${process.versions.node}, ${process.platform} ${process.arch}\n`)
  expect(err).toMatch(/\nPlease report it with the lines above\.\n$/)
})

test('an incomplete installation says so', async () => {
  const root = await copied()
  const { code, out, err } = await run(['--version'], { bin: join(root, 'bin', 'repro-proxy.js') })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^error: repro-proxy is not installed completely: Cannot find package 'yargs'/)
})

test('a checkout that is not built says so', async () => {
  const root = await folder({ 'package.json': '{"type":"module"}' })
  await mkdir(join(root, 'bin'))
  await cp(BIN, join(root, 'bin', 'repro-proxy.js'))
  expect(await run(['--help'], { bin: join(root, 'bin', 'repro-proxy.js') })).toEqual({
    code: 1,
    signal: null,
    out: '',
    err: 'error: repro-proxy is not built yet\n  In a checkout: npm ci && npm run build\n',
  })
})

test('a Node that is too old says so', async () => {
  const root = await folder({
    'package.json': '{"type":"module"}',
    'old.mjs': "Object.defineProperty(process.versions, 'node', { value: '20.18.3' })\n",
  })
  const { code, out, err } = await run(['--help'], {
    cwd: root,
    env: { NODE_OPTIONS: `--import=${new URL(`file://${root}/old.mjs`)}` },
  })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('error: repro-proxy needs Node 20.19 or newer; this is Node 20.18.3')
})

test.each([
  [['--profiles', 'alice,bob'], '--profiles is for a browser, and none is opened'],
  [['--open', '--profiles', 'a b'], '--profiles a b: "a b" is no name for a profile'],
  [['open', '--profiles', 'a,a'], '--profiles a,a: a name comes twice'],
])('%j: %s', async (args, words) => {
  const { code, err } = await run(args)
  expect(code).toBe(2)
  expect(err).toContain(words)
})
