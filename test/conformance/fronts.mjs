// The simulated fronts against recordings of the real ones: `npm run conformance:fronts -- --front NAME|all`.
// The recordings and the tool that compares are not part of this project. Where they are missing this says so and ends well.
//
//   --front NAME|all|A,B   default all
//   --set open|all         default open
//   --show session|semantic|exact|none   differences are listed below the table; default session
//   --slot N               port block of the comparison, default 40
//   --plain                only the flags that every run has; without it --set timeout=2s is added, because the recorded fronts had
//                          their timeouts shortened from 60 s to 2 s
//   --min-session PERCENT  exit status 2 when a front is below it
import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const kit = join(root, '..', 'shared', 'conformance', 'fronts')
const { values } = parseArgs({
  options: {
    front: { type: 'string', default: 'all' },
    set: { type: 'string', default: 'open' },
    show: { type: 'string', default: 'session' },
    slot: { type: 'string', default: '40' },
    plain: { type: 'boolean', default: false },
    'min-session': { type: 'string', default: '0' },
  },
})

const recorded = await readdir(join(kit, 'golden')).catch(() => undefined)
if (!recorded) {
  console.log('The recordings of real fronts are not here (../shared/conformance/fronts): nothing to compare with.')
  process.exit(0)
}
const known = recorded.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
const fronts = values.front === 'all' ? known : values.front.split(',')
const unknown = fronts.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`no recording of ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(2)
}

// The comparison writes certificates and logs into its own folder.
const folder = await mkdtemp(join(tmpdir(), 'repro-proxy-fronts-'))
const rows = []
try {
  await cp(kit, join(folder, 'kit'), { recursive: true })
  for (const entry of ['', 'run']) {
    await mkdir(join(folder, 'kit', entry), { recursive: true })
    await chmod(join(folder, 'kit', entry), 0o755)
  }
  for (const front of fronts) {
    const row = await compare(front)
    rows.push(row)
    console.log(line(row))
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

console.log(`\n${line({ front: 'average', ...average(rows) })}`)
if (values.show !== 'none') for (const { front, differences } of rows) tellDifferences(front, differences)
const least = Number(values['min-session'])
process.exitCode = rows.some(({ session }) => session < least) ? 2 : 0

async function compare(front) {
  const cli = join(root, 'bin', 'repro-proxy.js')
  const command = [
    `env REPRO_PROXY_STATE_DIR=${join(folder, 'state')} node ${cli} --scenario ${front} --host app.example.test`,
    '--port {port} --http-port {httpPort} --upstream http://127.0.0.1:{upstream} --upstream http://127.0.0.1:{upstream2}',
    values.plain ? '' : '--set timeout=2s',
  ].join(' ')
  const report = join(folder, `${front}.json`)
  const args = ['compare.mjs', '--front', front, '--set', values.set, '--slot', values.slot, '--show', 'none']
  await run([...args, '--cmd', command, '--json', report])
  const { summary, results } = JSON.parse(await readFile(report, 'utf8'))
  const percent = (n) => (100 * n) / summary.total
  const { session, semantic, exact } = summary
  return {
    front,
    total: summary.total,
    session: percent(session),
    semantic: percent(semantic),
    exact: percent(exact),
    differences: results,
  }
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: join(folder, 'kit'), stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk
      })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}\n${said}`)),
    )
  })
}

function average(all) {
  const mean = (key) => all.reduce((sum, row) => sum + row[key], 0) / all.length
  return { session: mean('session'), semantic: mean('semantic'), exact: mean('exact') }
}

function line({ front, session, semantic, exact, total }) {
  const cell = (name, value) => `${name} ${value.toFixed(1).padStart(5)} %`
  return `${front.padEnd(24)} ${cell('session', session)}  ${cell('semantic', semantic)}  ${cell('exact', exact)}${total ? `  of ${total} cases` : ''}`
}

function tellDifferences(front, results) {
  const levels = ['session', 'semantic', 'exact']
  const shown = levels.slice(0, levels.indexOf(values.show) + 1)
  const told = results.flatMap(({ id, diffs }) =>
    diffs
      .filter(({ level }) => shown.includes(level))
      .map(
        ({ step, field, golden, target }) => `  ${id}.${step} ${field}: ${text(golden)} there, ${text(target)} here`,
      ),
  )
  if (told.length > 0) console.log(`\n${front}\n${told.join('\n')}`)
}

function text(value) {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length > 100 ? `${json.slice(0, 100)}...` : json
}
