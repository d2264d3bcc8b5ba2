// `repro-proxy check` over real apps, held against the verdicts that RESULTS.md has of them, with each driver, several times.
// `node test/conformance/check-apps.mjs --work FOLDER [--apps 'iron*'] [--fronts a,b] [--drivers browser] [--runs 3]`.
// FOLDER is an installed copy of ../shared/conformance/apps (npm install; Next apps built with DIST_DIR=.next-prod) with its
// RESULTS.md. Not part of this project: where it is missing this says so and ends well.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { freePort } from '../../dist/runner/free-port.js'
import { start, stop, until } from './apps/children.mjs'
import { FRONTS } from './apps/fronts.mjs'
import { SUBJECTS } from './apps/subjects.mjs'

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: '' },
    apps: { type: 'string', default: 'authjs5 start-trust,iron start,express secure-trust,plain secure-csrf' },
    fronts: { type: 'string', default: '' },
    drivers: { type: 'string', default: 'browserless,browser' },
    runs: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
const { work } = values
if (work === '' || !existsSync(join(work, 'apps/node_modules')) || !existsSync(join(work, 'RESULTS.md'))) {
  console.log('Give an installed copy of ../shared/conformance/apps with --work; there is none here: nothing to run.')
  process.exit(0)
}
const NAME = 'shop.localhost'
const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-check-apps-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The fronts of which one is shipped, and those that only the overlay makes. A check has the public name without a port. */
const SHIPPED = { 'port-host': 'nonstandard-port', 'cache-honest': 'nginx-cache-default', 'www-redirect': 'www-apex' }
const LEFT = new Set(['direct', 'plain-http'])
const fronts = Object.entries({ ...FRONTS, ...Object.fromEntries(Object.keys(SHIPPED).map((name) => [name, {}])) })
  .filter(([name]) => !LEFT.has(name) && (values.fronts === '' || values.fronts.split(',').includes(name)))
  .map(([name, at]) => {
    const shipped = SHIPPED[name] ?? at.scenario
    if (shipped !== undefined) return { name, at, scenario: shipped }
    const file = join(folder, `${name}.yaml`)
    writeFileSync(file, overlayOf(name, at))
    return { name, at, scenario: file }
  })

/** A list of hosts was measured with the bare public name, which has no port here either. */
function overlayOf(name, { overlay, at }) {
  return JSON.stringify({ about: name, ...(overlay ?? at(NAME, 443)) }).replaceAll(`${NAME}:443,`, `${NAME},`)
}

const results = readFileSync(join(work, 'RESULTS.md'), 'utf8')
const rows = []
// `ok` is every column that the app has.
const works = (verdict) => !/·|LEAK/.test(verdict)
const unlike = ({ measured, verdict }) =>
  measured !== undefined && (measured === 'ok' ? !works(verdict) : measured !== verdict)
for (const label of values.apps.split(',')) {
  const subject = SUBJECTS[label]
  const measured = column(label)
  for (const kind of ['one', 'bob', 'two', 'two-secrets']) {
    const chosen = fronts.filter(({ at }) => kindOf(at) === kind && (label.startsWith('authjs5') || kind !== 'bob'))
    if (chosen.length === 0) continue
    const apps = []
    const secret = randomBytes(32).toString('hex')
    try {
      const ports = await freePorts(kind.startsWith('two') ? 2 : 1)
      for (const port of ports)
        await startApp(apps, subject, port, kind === 'two-secrets' ? randomBytes(32).toString('hex') : secret)
      for (const driver of values.drivers.split(','))
        for (let run = 1; run <= Number(values.runs); run++)
          await checked(label, kind, chosen, ports, driver, run, measured)
    } finally {
      await Promise.all(apps.map(stop))
    }
  }
}
const unsteady = new Map()
for (const { label, front, driver, verdict } of rows) {
  const key = `${label} | ${front} | ${driver}`
  unsteady.set(key, (unsteady.get(key) ?? new Set()).add(verdict))
}
for (const [key, verdicts] of unsteady)
  if (verdicts.size > 1) console.log(`unsteady ${key}: ${[...verdicts].join(' / ')}`)
console.log(
  `${rows.length} verdicts, ${rows.filter(unlike).length} unlike the measured ones, ${[...unsteady.values()].filter(({ size }) => size > 1).length} unsteady`,
)
if (values.json) writeFileSync(values.json, JSON.stringify(rows, null, 1))

async function checked(label, kind, chosen, ports, driver, run, measured) {
  const args = ['check', '--json', '--driver', driver, '--user', kind === 'bob' ? 'bob' : 'alice', '--password', 'pw']
  const all = [
    ...args,
    ...ports.flatMap((port) => ['--upstream', String(port)]),
    ...chosen.flatMap(({ scenario }) => ['--scenario', scenario]),
  ]
  const began = performance.now()
  const {
    exitCode: code,
    out,
    err,
  } = await start(process.execPath, [join(root, 'bin/repro-proxy.js'), ...all], { cwd: folder }).done
  if (code === 2) throw new Error(`${label} ${kind} ${driver}: ${err}`)
  const answer = JSON.parse(out)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${label} ${kind} ${driver} ${run}: ${answer.results.length} fronts, ${seconds} s`)
  for (const [i, result] of answer.results.entries()) {
    const front = chosen[i].name
    const verdict = letters(result.held)
    rows.push({
      label,
      front,
      driver,
      run,
      verdict,
      measured: expected(measured.get(front), kind),
      ms: result.ms,
      why: result.cause?.id ?? result.seen[0] ?? '',
    })
  }
  // As it goes: a run that is cut short has told what it found.
  for (const { front, verdict, measured, why } of rows.slice(-answer.results.length).filter(unlike))
    console.log(`unlike   ${label} | ${front} | ${driver} ${run}: ${verdict}, measured ${measured}  (${why})`)
}

function kindOf({ user, instances = 1, secrets }) {
  if (instances > 1) return secrets ? 'two-secrets' : 'two'
  return user === 'bob' ? 'bob' : 'one'
}

function letters({ signedIn, reload, client, api, server, apart }) {
  const mark = (letter, ok) => (ok === null || ok === undefined ? '-' : ok ? letter : '·')
  return `${mark('L', signedIn)}${mark('R', reload)}${mark('C', client)}${mark('M', api)}${mark('P', server)}${apart === false ? ' LEAK' : ''}`
}

/** The column of the first table that has this app, by front. */
function column(label) {
  const cells = new Map()
  let at = -1
  for (const line of results.split('\n')) {
    const row = line.split('|').map((cell) => cell.trim())
    if (!line.startsWith('|')) at = -1
    else if (row[1] === 'front') at = row.indexOf(label)
    else if (at > 0 && !cells.has(row[1])) cells.set(row[1], row[at] ?? '')
  }
  return cells
}

/** As letters, or `ok`. undefined: not measured. Chromium's verdict also where the measuring client without a browser had another. */
function expected(cell, kind) {
  if (cell === undefined || cell === '' || cell === 'ok') return cell === 'ok' ? 'ok' : undefined
  const own = cell.includes('<br>')
    ? cell.split('<br>').find((part) => part.startsWith(kind === 'bob' ? 'bob' : 'alice'))
    : cell
  const [, found] = /\*\*([^*]+)\*\*/.exec(own) ?? []
  if (found === undefined) return 'ok'
  return found + (/LEAK/.test(own) ? ' LEAK' : '')
}

async function startApp(apps, { app, mode, env }, port, secret) {
  const cwd = join(work, 'apps', app)
  const secrets = { AUTH_SECRET: secret, SESSION_PASSWORD: secret, SECRET: secret }
  const own = {
    ...process.env,
    ...secrets,
    PORT: String(port),
    DIST_DIR: '.next-prod',
    NEXT_TELEMETRY_DISABLED: '1',
    ...env,
  }
  delete own.NODE_ENV
  const next = join(work, 'apps/node_modules/next/dist/bin/next')
  const child = start(process.execPath, mode === 'node' ? ['server.mjs'] : [next, mode, '-p', String(port)], {
    cwd,
    env: own,
  })
  apps.push(child)
  await until(async () => (await fetch(`http://localhost:${port}/api/me`, { redirect: 'manual' })).status > 0, child)
}

async function freePorts(count) {
  const ports = new Set()
  while (ports.size < count) ports.add(await freePort())
  return [...ports]
}
