// Real caches and simulated ones, asked the same by two visitors in the same run: where the real one is not by the book, ours is not
// either.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Front } from '../../src/proxy/front.ts'
import { startFront } from '../../src/proxy/front.ts'
import type { Scenario } from '../../src/scenario/load.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { CACHE_CASES } from './harness/cache-cases.ts'
import type { CachedApp } from './harness/cache-visits.ts'
import { startCachedApp, visits } from './harness/cache-visits.ts'
import { temporaryCertificate } from './harness/certificate.ts'
import type { RealFront } from './harness/golden-front.ts'
import { startRealFront } from './harness/golden-front.ts'
import { startNginx } from './harness/nginx.ts'
import { havePrograms } from './harness/programs.ts'

describe.each(['nginx', 'varnish'] as const)('%s', (name) => {
  const installed = havePrograms('nginx', ...(name === 'varnish' ? ['varnishd' as const] : []))
  let app: CachedApp
  let real: RealFront
  let scenario: Scenario
  let simulated: Front
  let folder: string
  beforeAll(async () => {
    if (!installed) return
    app = await startCachedApp(CACHE_CASES)
    real = name === 'nginx' ? await startNginx('golden-nginx-cache', app.port) : await startRealFront(name, app.port)
    scenario = await loadScenario(name === 'nginx' ? 'nginx-cache-default' : 'varnish-default')
    folder = await mkdtemp(join(tmpdir(), 'repro-caches-'))
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

  test.skipIf(!installed).each(CACHE_CASES)('$id', async (one) => {
    const there = await visits(real.port, 'real', app, one)
    const here = await visits(simulated.ports.https, 'simulated', app, one)
    expect(here).toEqual(there)
  })
})
