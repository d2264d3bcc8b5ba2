// Real apps behind the fronts that RESULTS.md tells of, in Chromium: does the report name the cause where a login fails, and is
// it quiet where one works? `node test/conformance/apps.mjs --work FOLDER [--apps 'iron start,express*'] [--fronts a,b]`.
// FOLDER is an installed copy of ../shared/conformance/apps (npm install; Next apps built with DIST_DIR=.next-prod).
// Not part of this project: where it is missing this says so and ends well. --json FILE keeps what was found, --keep FOLDER
// the recordings, --more FILE adds apps and fronts of your own (a module that exports `subjects` and `fronts`),
// --browserless visits without Chromium: quicker, and no proof.
import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { freePort } from '../../dist/runner/free-port.js'
import { start, stop, until, within } from './apps/children.mjs'
import { FRONTS as MEASURED } from './apps/fronts.mjs'
import { SUBJECTS as GIVEN } from './apps/subjects.mjs'

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: '' },
    apps: { type: 'string', default: '*' },
    fronts: { type: 'string', default: '*' },
    json: { type: 'string' },
    keep: { type: 'string' },
    more: { type: 'string' },
    browserless: { type: 'boolean', default: false },
  },
})
const root = fileURLToPath(new URL('../../', import.meta.url))
const { work } = values
if (work === '' || !existsSync(join(work, 'apps/node_modules'))) {
  console.log('Give an installed copy of ../shared/conformance/apps with --work; there is none here: nothing to run.')
  process.exit(0)
}
const more = values.more ? await import(pathToFileURL(resolve(values.more)).href) : {}
const FRONTS = { ...MEASURED, ...more.fronts }
const SUBJECTS = { ...GIVEN, ...more.subjects }
const { browserProbe, fetchProbe, launchBrowser } = await import(pathToFileURL(join(work, 'probe.mjs')).href)
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-apps-'))
const browser = values.browserless ? undefined : await launchBrowser({ resolve: '127.0.0.1' })
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const rows = []
const glob = (list) =>
  new RegExp(
    `^(?:${list
      .split(',')
      .map((one) => one.replaceAll('*', '.*'))
      .join('|')})$`,
  )
const [someApps, someFronts] = [glob(values.apps), glob(values.fronts)]

try {
  for (const [label, subject] of Object.entries(SUBJECTS)) {
    if (!someApps.test(label) || !existsSync(join(work, 'apps', subject.app))) continue
    const names = (subject.fronts ?? Object.keys(subject.unseen ? FRONTS : MEASURED)).filter((name) =>
      someFronts.test(name),
    )
    for (const name of names) {
      if (subject.mode === 'dev' && (FRONTS[name].instances ?? 1) > 1) {
        console.log(`${label.padEnd(24)} ${name.padEnd(22)} skip  next dev runs once in a folder: no second instance`)
        continue
      }
      const row = await pair(label, subject, name).catch((error) => ({ label, front: name, error: String(error) }))
      rows.push(row)
      console.log(told(row))
    }
  }
} finally {
  await within(20, 'closing the browser', browser?.close()).catch(() => {})
}
const run = rows.filter(({ error }) => !error)
const failing = run.filter(({ works }) => !works)
const right = failing.filter((row) => row.right)
const alarms = run.filter((row) => row.alarm)
const other = run.filter((row) => row.unlike)
console.log(
  `\n${run.length} pairs; ${failing.length} fail, the cause is right in ${right.length}; ${run.length - failing.length} work, with ${alarms.length} false alarms; ${other.length} end otherwise than measured; ${rows.length - run.length} could not be run`,
)
if (values.json) writeFileSync(values.json, JSON.stringify(rows, null, 1))

async function pair(label, subject, front) {
  const at = FRONTS[front]
  const [publicPort, httpPort, ...ports] = await freePorts(2 + (at.instances ?? 1))
  const scheme = at.plain ? 'http' : 'https'
  const name = at.name ?? 'shop.localhost'
  const base = `${scheme}://${name}:${at.plain ? httpPort : publicPort}`
  const secret = randomBytes(32).toString('hex')
  const apps = []
  const file = join(folder, `${publicPort}.jsonl`)
  let proxy
  try {
    for (const port of ports)
      await startApp(apps, subject, port, base, at.secrets ? randomBytes(32).toString('hex') : secret)
    let scenario = at.scenario
    if (!scenario) {
      scenario = join(folder, `${front}.yaml`)
      writeFileSync(scenario, JSON.stringify({ about: front, ...(at.overlay ?? at.at(name, publicPort)) }))
    }
    const upstreams = ports.flatMap((port) => ['--upstream', `http://127.0.0.1:${port}`])
    const ends = ['--host', name, '--port', String(publicPort), ...(at.plain ? ['--http-port', String(httpPort)] : [])]
    proxy = start(
      process.execPath,
      [
        join(root, 'bin/repro-proxy.js'),
        '--scenario',
        scenario,
        ...upstreams,
        ...ends,
        '--record',
        file,
        '--log',
        'quiet',
      ],
      // Beside a dev server, as whoever runs one: the front waits while it compiles.
      { cwd: subject.mode === 'dev' ? join(work, 'apps', subject.app) : folder },
    )
    await until(() => existsSync(file) && readFileSync(file, 'utf8').includes('"listening"'), proxy)
    const who = { base: base + (at.path ?? ''), user: at.user ?? 'alice' }
    const visit = browser
      ? browserProbe({ ...who, browser, wait: 4000 })
      : fetchProbe({ ...who, app: subject.app, resolve: '127.0.0.1' })
    const probe = await within(150, 'the visit in the browser', visit)
    await stop(proxy)
    const report = JSON.parse(
      (await start(process.execPath, [join(root, 'bin/repro-proxy.js'), 'report', file, '--json'], {}).done).out,
    )[0]
    if (values.keep) copyFileSync(file, join(values.keep, `${label} ${front}.jsonl`.replaceAll(' ', '-')))
    return judged(label, subject, front, at, probe, report)
  } finally {
    if (proxy) await stop(proxy)
    await Promise.all(apps.map(stop))
  }
}

function judged(label, subject, front, at, probe, report) {
  const expected = subject.unseen ? undefined : subject.fails[front]
  const works = probe.verdict.ok
  const found = report.findings.filter(({ level }) => level !== 'info').map(({ id }) => id)
  const cards = report.logins.map(({ outcome, cause }) => `${outcome}: ${cause?.id ?? '-'}`)
  const causes = Array.isArray(expected) ? expected : at.causes && [...at.causes, ...(subject.always ?? [])]
  const named = [
    ...report.logins.map(({ cause }) => cause?.id),
    ...(report.logins.some(({ cause }) => cause) ? [] : found),
  ]
  return {
    label,
    front,
    works,
    verdict: letters(probe.verdict),
    found,
    cards,
    right: !works && (causes ? named.some((id) => causes.includes(id)) : found.length > 0),
    alarm: works && found.length > 0,
    unlike: !subject.unseen && expected !== 'either' && works !== (expected === undefined),
  }
}

function letters({ login, reload, client, me, protected: inner, leak, signout }) {
  const mark = (letter, ok) => (ok === null ? '-' : ok ? letter : '.')
  return `${mark('L', login)}${mark('R', reload)}${mark('C', client)}${mark('M', me)}${mark('P', inner)}${leak ? ' leak' : ''}${signout === false ? ' no sign-out' : ''}`
}

function told({ label, front, works, verdict, found, cards, right, alarm, unlike, error }) {
  const head = `${label.padEnd(24)} ${front.padEnd(22)}`
  if (error) return `${head} NOT RUN ${error}`
  const sign = alarm ? 'ALARM' : works ? 'ok   ' : right ? 'right' : 'MISS '
  return `${head} ${sign} ${verdict.padEnd(12)} ${works ? '' : cards.join('; ')} [${found.join(' ')}]${unlike ? ' (not as measured)' : ''}`
}

async function startApp(apps, { app, mode, env }, port, base, secret) {
  const cwd = join(work, 'apps', app)
  const given = Object.entries(env).map(([name, value]) => [name, value === '$public' ? base : value])
  const secrets = { AUTH_SECRET: secret, NEXTAUTH_SECRET: secret, SESSION_PASSWORD: secret, SECRET: secret }
  const dist = mode === 'start' ? '.next-prod' : '.next-dev'
  const all = {
    ...process.env,
    ...secrets,
    PORT: String(port),
    DIST_DIR: dist,
    NEXT_TELEMETRY_DISABLED: '1',
    ALLOWED_DEV_ORIGINS: new URL(base).hostname,
    ...Object.fromEntries(given),
  }
  for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name]
  delete all.NODE_ENV
  const next = join(work, 'apps/node_modules/next/dist/bin/next')
  const args = mode === 'node' ? ['server.mjs'] : [next, mode, '-p', String(port)]
  const child = start(process.execPath, args, { cwd, env: all })
  // Before it is ready: one that never gets there is ended as well.
  apps.push(child)
  await until(
    async () =>
      (await fetch(`http://localhost:${port}/api/me`, { redirect: 'manual', signal: AbortSignal.timeout(30_000) }))
        .status > 0,
    child,
    90,
  )
  if (mode === 'dev')
    for (const path of ['/', '/login', '/protected', '/api/auth/session'])
      await fetch(`http://localhost:${port}${path}`, { redirect: 'manual', signal: AbortSignal.timeout(60_000) })
        .then((answer) => answer.text())
        .catch(() => {})
}

async function freePorts(count) {
  const ports = new Set()
  while (ports.size < count) ports.add(await freePort())
  return [...ports]
}
