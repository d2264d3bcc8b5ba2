// What clients themselves say of the certificates, both ways: those that the CA may sign are taken, and one that it signs
// although it may not is refused for that reason.
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { chromium } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openAuthorities } from '../../src/tls/authorities.ts'
import { leafFor } from '../../src/tls/leaf.ts'
import { createSecureContexts } from '../../src/tls/secure-contexts.ts'
import { signLeaf } from '../../src/tls/sign-leaf.ts'
import { spkiPin } from '../../src/tls/spki.ts'
import type { Machine } from '../../src/tls/trust/machine.ts'
import { thisMachine } from '../../src/tls/trust/machine.ts'
import { planInstall, planUninstall } from '../../src/tls/trust/plan.ts'
import { runPlan } from '../../src/tls/trust/run.ts'
import { isTrusted } from '../../src/tls/trust/trusted.ts'
import { findProgram, havePrograms } from '../real/harness/programs.ts'
import { listenWith } from './listener.ts'
import { haveTools } from './programs.ts'
import { temporaryFolder } from './temporary.ts'

const OUTSIDE = 'shop.example.com'

function run(program: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part))
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** A front whose everyday CA also signed, against its constraints, for a name and an address outside. */
async function front() {
  const state = await temporaryFolder()
  const [authority] = await openAuthorities([], state)
  const contexts = await createSecureContexts([authority])
  const forged = async (name: string) => (await signLeaf(authority, [name], new Date())) + authority.certificate
  const outside = createSecureContext({ key: authority.leafKey, cert: await forged(OUTSIDE) })
  const listener = await listenWith({
    ...contexts,
    SNICallback: (name, answer) => (name === OUTSIDE ? answer(null, outside) : contexts.SNICallback(name, answer)),
  })
  onTestFinished(() => listener.close())
  return { state, authority, forged, port: listener.port }
}

describe.skipIf(!haveTools('openssl'))('openssl verify', () => {
  test.each([
    [['shop.localhost'], '-verify_hostname', 'shop.localhost'],
    [['localhost'], '-verify_hostname', 'localhost'],
    [['a.b.test'], '-verify_hostname', 'a.b.test'],
    [['127.0.0.1'], '-verify_ip', '127.0.0.1'],
    [['::1'], '-verify_ip', '::1'],
  ] as const)('takes the leaf for %j', async (names, option, name) => {
    const { state, authority } = await front()
    const file = join(state, 'leaf.pem')
    await writeFile(file, (await leafFor(authority, [...names])).chain)
    const wanted = ['-purpose', 'sslserver', option, name]
    const { output } = await run('openssl', 'verify', '-CAfile', authority.certificateFile, ...wanted, file)
    expect(output).toBe(`${file}: OK\n`)
  })

  test.each([OUTSIDE, 'notlocalhost', '192.168.1.20', '::2'])('refuses a leaf for %s', async (name) => {
    const { state, authority, forged } = await front()
    const file = join(state, 'leaf.pem')
    await writeFile(file, await forged(name))
    const { code, output } = await run('openssl', 'verify', '-CAfile', authority.certificateFile, file)
    expect(code).not.toBe(0)
    expect(output).toContain('permitted subtree violation')
  })

  test('held against RFC 5280 to the letter, only what selfsigned cannot write is missing', async () => {
    const { state, authority } = await front()
    const file = join(state, 'leaf.pem')
    await writeFile(file, (await leafFor(authority, ['shop.localhost'])).chain)
    const strict = ['verify', '-x509_strict', '-CAfile', authority.certificateFile]
    expect((await run('openssl', ...strict, authority.certificateFile)).code).toBe(0)
    expect((await run('openssl', ...strict, file)).output.match(/^error .*$/gm)).toEqual([
      'error 85 at 0 depth lookup: Missing Authority Key Identifier',
      `error ${file}: verification failed`,
    ])
  })

  test('takes a host of the user from the CA made for it', async () => {
    const state = await temporaryFolder()
    for (const host of [OUTSIDE, '192.168.1.20']) {
      const [, own] = await openAuthorities([host], state)
      const file = join(state, 'leaf.pem')
      await writeFile(file, (await leafFor(own!, [host])).chain)
      const { output } = await run('openssl', 'verify', '-CAfile', own!.certificateFile, file)
      expect(output).toBe(`${file}: OK\n`)
    }
  })
})

describe.skipIf(!haveTools('curl'))('curl --cacert', () => {
  test.each([
    ['shop.localhost', '--http2', '2.0 shop.localhost'],
    ['shop.localhost', '--http1.1', '1.1 shop.localhost'],
    ['127.0.0.1', '--http1.1', '1.1 nameless'],
  ])('loads https://%s with %s', async (host, version, text) => {
    const { authority, port } = await front()
    const url = `https://${host}:${port}/`
    const resolve = ['--noproxy', '*', '--resolve', `${host}:${port}:127.0.0.1`]
    const { code, output } = await run('curl', '-sS', version, '--cacert', authority.certificateFile, ...resolve, url)
    expect([code, output]).toEqual([0, text])
    expect((await run('curl', '-sS', version, ...resolve, url)).code).toBe(60)
  })

  test('refuses the name outside', async () => {
    const { authority, port } = await front()
    const resolve = ['--noproxy', '*', '--resolve', `${OUTSIDE}:${port}:127.0.0.1`]
    const url = `https://${OUTSIDE}:${port}/`
    const { code, output } = await run('curl', '-sS', '--cacert', authority.certificateFile, ...resolve, url)
    expect(code).toBe(60)
    expect(output).toContain('permitted subtree violation')
  })
})

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${OUTSIDE} 127.0.0.1`,
]

/** What Chromium with this home gets for each URL: text, or the error that it shows. */
async function browse(home: string, urls: string[], more: string[] = []): Promise<string[]> {
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: findProgram('chromium')!,
    headless: true,
    args: [...ARGUMENTS, ...more],
    env: { ...(process.env as Record<string, string>), HOME: home },
  })
  try {
    const got: string[] = []
    for (const url of urls) {
      const page = await context.newPage()
      const text = page.goto(url).then((answer) => answer?.text())
      got.push((await text.catch((error: Error) => /ERR_\w+/.exec(error.message)?.[0] ?? error.message)) ?? '')
      await page.close()
    }
    return got
  } finally {
    await context.close()
  }
}

describe.skipIf(process.platform !== 'linux' || !haveTools('certutil') || !havePrograms('chromium'))('Chromium', () => {
  test('trusts what certs install put into its databases, within the constraints, until certs uninstall', async () => {
    const { state, authority, port } = await front()
    const home = await temporaryFolder()
    // A home of its own, and a file system without a system store.
    const machine: Machine = { ...thisMachine(), env: {}, home, top: state }
    const urls = ['shop.localhost', '127.0.0.1', OUTSIDE].map((host) => `https://${host}:${port}/`)
    const refused = urls.map(() => 'ERR_CERT_AUTHORITY_INVALID')
    const states = async () => (await isTrusted(authority.certificateFile, machine)).map(({ state }) => state)
    expect(await browse(home, urls)).toEqual(refused)

    const install = await runPlan(await planInstall([authority.certificateFile], machine), () => {}, machine)
    // This Chromium has made its own when it was started.
    expect(install.map(({ outcome, text }) => [outcome, text])).toEqual([['done', '']])
    expect(await states()).toEqual(['unknown', 'trusted'])
    expect(await browse(home, urls)).toEqual(['2.0 shop.localhost', '2.0 nameless', 'ERR_CERT_INVALID'])

    // Again is no mistake.
    await runPlan(await planInstall([authority.certificateFile], machine), () => {}, machine)
    const uninstall = await runPlan(await planUninstall([authority.certificateFile], machine), () => {}, machine)
    expect(uninstall.map(({ outcome }) => outcome)).toEqual(['done'])
    expect(await states()).toEqual(['unknown', 'not trusted'])
    expect((await planUninstall([authority.certificateFile], machine)).steps).toEqual([])
    expect(await browse(home, urls)).toEqual(refused)
  }, 120_000)

  test('trusts a CA that was there before its first start', async () => {
    const { state, authority, port } = await front()
    const home = await temporaryFolder()
    const machine: Machine = { ...thisMachine(), env: {}, home, top: state }
    const results = await runPlan(await planInstall([authority.certificateFile], machine), () => {}, machine)
    expect(results.map(({ outcome, text }) => [outcome, text])).toEqual([
      ['done', ''],
      ['done', ''],
    ])
    expect((await isTrusted(authority.certificateFile, machine)).map(({ state }) => state)).toEqual([
      'unknown',
      'trusted',
      'trusted',
    ])
    const urls = [`https://shop.localhost:${port}/`, `https://${OUTSIDE}:${port}/`]
    expect(await browse(home, urls)).toEqual(['2.0 shop.localhost', 'ERR_CERT_INVALID'])
  }, 60_000)

  test('the pin of the CA lets one browser in without any trust store', async () => {
    const { authority, port } = await front()
    const pin = `--ignore-certificate-errors-spki-list=${spkiPin(authority.certificate)}`
    expect(await browse(await temporaryFolder(), [`https://shop.localhost:${port}/`], [pin])).toEqual([
      '2.0 shop.localhost',
    ])
  }, 60_000)
})
