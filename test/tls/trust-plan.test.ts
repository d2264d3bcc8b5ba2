// Plans for machines of every kind, described by a value and a folder that stands for the top of their file system.
import { X509Certificate } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { EVERYDAY } from '../../src/tls/constraints.ts'
import { newAuthority } from '../../src/tls/new-authority.ts'
import type { Machine } from '../../src/tls/trust/machine.ts'
import { commandLine, describePlan, planInstall, planUninstall } from '../../src/tls/trust/plan.ts'
import { runPlan } from '../../src/tls/trust/run.ts'
import { isTrusted } from '../../src/tls/trust/trusted.ts'
import { temporaryFolder } from './temporary.ts'

let pem: string
beforeAll(async () => {
  pem = (await newAuthority(EVERYDAY, new Date())).certificate
})

/** `folders` and `files` are made below the top. */
async function machineWith(
  given: Partial<Machine> & { folders?: string[]; files?: string[]; programs?: string[] } = {},
): Promise<Machine & { ca: string; id: string; sha1: string }> {
  const top = await temporaryFolder()
  for (const folder of given.folders ?? []) await mkdir(join(top, folder), { recursive: true })
  for (const file of given.files ?? []) {
    await mkdir(join(top, file, '..'), { recursive: true })
    await writeFile(join(top, file), '')
  }
  const ca = join(top, 'ca.pem')
  await writeFile(ca, pem)
  const { subject, fingerprint } = new X509Certificate(pem)
  return {
    platform: 'linux',
    home: join(top, 'home'),
    env: {},
    root: false,
    terminal: false,
    top,
    find: (program) => ((given.programs ?? []).includes(program) ? `/usr/bin/${program}` : undefined),
    ca,
    id: subject.slice(-8),
    sha1: fingerprint.replaceAll(':', ''),
    ...given,
  }
}

test.each([
  ['Debian', 'usr/local/share/ca-certificates', 'crt', ['update-ca-certificates']],
  ['Fedora', 'etc/pki/ca-trust/source/anchors', 'pem', ['update-ca-trust', 'extract']],
  ['Arch', 'etc/ca-certificates/trust-source/anchors', 'crt', ['trust', 'extract-compat']],
  ['openSUSE', 'etc/pki/trust/anchors', 'pem', ['update-ca-certificates']],
])('the system store of %s', async (_name, folder, ending, [program, ...rest]) => {
  const machine = await machineWith({ folders: [folder], programs: [program!] })
  const target = join(machine.top, folder, `repro-proxy-${machine.id}.${ending}`)
  const { steps } = await planInstall([machine.ca], machine)
  expect(steps).toEqual([
    {
      store: 'system store',
      root: true,
      about: expect.stringContaining(`adds ${target} `),
      commands: [
        ['install', '-m', '0644', machine.ca, target],
        [`/usr/bin/${program}`, ...rest],
      ],
    },
  ])
  expect((await planUninstall([machine.ca], machine)).steps).toEqual([])
  await writeFile(target, pem)
  expect((await planUninstall([machine.ca], machine)).steps[0]?.commands).toEqual([
    ['rm', '-f', target],
    [`/usr/bin/${program}`, ...rest],
  ])
})

test('where nothing is known, hints say what to install', async () => {
  const { steps, hints } = await planInstall([(await machineWith()).ca], await machineWith())
  expect(steps).toEqual([])
  expect(hints).toEqual([expect.stringContaining('ca-certificates'), expect.stringContaining('libnss3-tools (Debian')])
})

const OLD = 'home/.pki/nssdb'
const NEW = 'home/.local/share/pki/nssdb'
const FIREFOX = 'home/.mozilla/firefox/abc.default'

test.each([
  ['neither database: both are made', [], [OLD, NEW], [OLD, NEW]],
  ['only the new one: the old one, which would hide it, is not made', [NEW], [NEW], []],
  ['only the old one: it is the one that browsers read', [OLD], [OLD], []],
  ['both', [OLD, NEW], [OLD, NEW], []],
  ['Firefox besides', [NEW, FIREFOX], [NEW, FIREFOX], []],
])('NSS with %s', async (_name, existing, changed, made) => {
  const machine = await machineWith({
    programs: ['certutil'],
    files: existing.map((folder) => `${folder}/cert9.db`),
    folders: ['home/.mozilla/firefox/Crash Reports'],
  })
  const { steps } = await planInstall([machine.ca], machine)
  const commands = changed.map((folder) => {
    const path = join(machine.top, folder)
    const database = `sql:${path}`
    return [
      ...(made.includes(folder as never)
        ? [
            ['mkdir', '-p', '-m', '0700', path],
            ['/usr/bin/certutil', '-N', '-d', database, '--empty-password'],
          ]
        : []),
      [
        '/usr/bin/certutil',
        '-A',
        '-d',
        database,
        '-t',
        'C,,',
        '-n',
        `repro-proxy local CA ${machine.id}`,
        '-i',
        machine.ca,
      ],
    ]
  })
  expect(steps.map((step) => step.commands)).toEqual(commands)
  expect(steps.map(({ root }) => root)).toEqual(changed.map(() => false))
})

test('macOS and Windows change what belongs to the user only', async () => {
  const mac = await machineWith({ platform: 'darwin', home: '/Users/ann' })
  const keychain = '/Users/ann/Library/Keychains/login.keychain-db'
  const options = ['-r', 'trustRoot', '-p', 'ssl', '-p', 'basic', '-k', keychain]
  expect(await planInstall([mac.ca], mac)).toMatchObject({
    steps: [{ root: false, commands: [['/usr/bin/security', 'add-trusted-cert', ...options, mac.ca]] }],
    hints: [],
  })
  expect((await planUninstall([mac.ca], mac)).steps.flatMap(({ commands }) => commands)).toEqual([
    ['/usr/bin/security', 'remove-trusted-cert', mac.ca],
    ['/usr/bin/security', 'delete-certificate', '-Z', mac.sha1, keychain],
  ])
  const windows = await machineWith({ platform: 'win32', env: { SystemRoot: 'D:\\Win' } })
  const certutil = 'D:\\Win\\System32\\certutil.exe'
  expect((await planInstall([windows.ca], windows)).steps).toMatchObject([
    { root: false, commands: [[certutil, '-user', '-f', '-addstore', 'Root', windows.ca]] },
  ])
  expect((await planUninstall([windows.ca], windows)).steps).toMatchObject([
    { root: false, commands: [[certutil, '-user', '-delstore', 'Root', windows.sha1]] },
  ])
})

test('without a terminal nothing asks for a password: the commands are said, and nothing is changed', async () => {
  const folder = 'usr/local/share/ca-certificates'
  const machine = await machineWith({ folders: [folder], programs: ['update-ca-certificates', 'sudo'] })
  const plan = await planInstall([machine.ca], machine)
  const said: string[] = []
  const [result, ...more] = await runPlan(plan, (line) => said.push(line), machine)
  expect(more).toEqual([])
  expect(result?.outcome).toBe('needs root')
  const target = join(machine.top, folder, `repro-proxy-${machine.id}.crt`)
  const commands = [`    sudo install -m 0644 ${machine.ca} ${target}`, '    sudo /usr/bin/update-ca-certificates']
  expect(said[1]?.split('\n').slice(1)).toEqual(commands)
  expect(describePlan(plan, machine).split('\n').slice(1, 3)).toEqual(commands)
  expect(describePlan(plan, { ...machine, root: true })).not.toContain('sudo')
  expect(await readdir(join(machine.top, folder))).toEqual([])
})

test('a store that fails keeps no other from being done, and its later commands are not run', async () => {
  const machine = await machineWith()
  const done = join(machine.top, 'done')
  const steps = [
    { store: 'a', about: 'a breaks', root: false, commands: [['false'], ['touch', join(machine.top, 'never')]] },
    { store: 'b', about: 'b is missing', root: false, commands: [['no-such-program-here']] },
    { store: 'c', about: 'c works', root: false, commands: [['touch', done]] },
  ] as const
  const results = await runPlan({ steps, hints: [] }, () => {}, machine)
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'done'])
  expect((await readdir(machine.top)).sort()).toEqual(['ca.pem', 'done'])
})

test('under sudo it would be about the certificates of root', async () => {
  const machine = await machineWith({ root: true, env: { SUDO_USER: 'ann' } })
  await expect(planInstall([machine.ca], machine)).rejects.toMatchObject({ name: 'UserError' })
  await expect(planInstall([join(machine.top, 'none.pem')], { ...machine, env: {} })).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('none.pem'),
  })
})

test('the system store trusts what is in its list', async () => {
  const machine = await machineWith({ folders: ['etc/ssl/certs'] })
  const state = async () => (await isTrusted(machine.ca, machine))[0]?.state
  expect(await state()).toBe('unknown')
  const list = join(machine.top, 'etc/ssl/certs/ca-certificates.crt')
  const other = (await newAuthority(EVERYDAY, new Date())).certificate
  await writeFile(list, other)
  expect(await state()).toBe('not trusted')
  await writeFile(list, `# another\n${other}\n# ours\n${pem.replaceAll('\n', '\r\n')}`)
  expect(await state()).toBe('trusted')
})

test('commands can be pasted', () => {
  expect(commandLine(['a', 'b c', "d'e", 'C,,', 'sql:/x/y', '$HOME'])).toBe(`a 'b c' 'd'\\''e' C,, sql:/x/y '$HOME'`)
})
