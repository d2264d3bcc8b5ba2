// The same requests through real servers and through their simulations, in one run on one machine: no recording grows old here.
// Whatever login code or a cookie jar can notice must be the same; the rest nearly always.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Front } from '../../src/proxy/front.ts'
import { startFront } from '../../src/proxy/front.ts'
import type { Scenario } from '../../src/scenario/load.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { temporaryCertificate } from './harness/certificate.ts'
import { GOLDEN_CASES } from './harness/golden-cases.ts'
import type { GoldenApp, Seen } from './harness/golden-exchange.ts'
import { exchange, startGoldenApp } from './harness/golden-exchange.ts'
import type { RealFront, ServerName } from './harness/golden-front.ts'
import { SERVERS, startRealFront } from './harness/golden-front.ts'
import { havePrograms } from './harness/programs.ts'

/** What login code and cookie jars cannot notice: the connection's own fields, who the server says it is, how a body is framed. */
const UNNOTICED =
  /^(?:connection|keep-alive|date|server|via|x-varnish|accept-ranges|accept-encoding|content-length|transfer-encoding|te)$/

describe.each(Object.keys(SERVERS) as ServerName[])('%s', (name) => {
  const { program, scenario: scenarioName, ...rest } = SERVERS[name]
  const installed = havePrograms(program, ...('besides' in rest ? [rest.besides as 'nginx'] : []))
  let app: GoldenApp
  let real: RealFront
  let scenario: Scenario
  let simulated: Front
  let folder: string
  let alike = 0
  beforeAll(async () => {
    if (!installed) return
    app = await startGoldenApp(GOLDEN_CASES)
    real = await startRealFront(name, app.port)
    scenario = await loadScenario(scenarioName)
    folder = await mkdtemp(join(tmpdir(), 'repro-golden-'))
    const { certificate, key } = await temporaryCertificate(folder)
    simulated = await startFront({
      scenario,
      origin: { scheme: 'https', host: 'app.example.test', port: 443 },
      listen: { address: '127.0.0.1', port: 0 },
      upstreams: [{ name: 'a', scheme: 'http', host: '127.0.0.1', port: app.port, authority: `127.0.0.1:${app.port}` }],
      tls: { cert: await readFile(certificate), key: await readFile(key) },
    })
  })
  afterAll(async () => {
    await simulated?.close()
    scenario?.close()
    await real?.close()
    app?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  test.skipIf(!installed).each(GOLDEN_CASES)('$id', async (one) => {
    for (let i = 0; i < (one.times ?? 1); i++) {
      const there = await exchange(real.port, app, one)
      const here = await exchange(simulated.ports.https, app, one)
      expect(noticed(here)).toEqual(noticed(there))
      if (i === 0 && inWords(here) === inWords(there)) alike++
    }
  })

  test.skipIf(!installed)('nearly always the rest is the same too', () => {
    process.stdout.write(`${name}: ${alike} of ${GOLDEN_CASES.length} cases are alike in every header\n`)
    expect(alike / GOLDEN_CASES.length).toBeGreaterThan(0.85)
  })
})

/** Which version is installed, of the server and of its libraries, is no behaviour. */
function inWords(seen: Seen): string {
  return JSON.stringify(seen).replace(/\b(Apache|OpenSSL|nginx)\/[\d.]+/g, '$1')
}

/** Pages that the front makes itself count by their status. */
function noticed({ app, client }: Seen): unknown {
  const some = (headers: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !UNNOTICED.test(name)))
  const own = app === null || client.status === 502 || client.status === 503
  return {
    app: app && { ...app, headers: some(app.headers) },
    client: own ? { status: client.status } : { ...client, headers: some(client.headers) },
  }
}
