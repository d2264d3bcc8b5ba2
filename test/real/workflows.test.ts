// The steps of examples/github-actions.yml, and of what docs/ci.md shows for GitLab, run one after another by a shell, as their
// runners do it: on the Express example, with the packed tarball among its dependencies.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { freePorts } from './harness/free-port.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-workflow-'))
const project = join(folder, 'project')
const npm = (args: string[], cwd: string) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

beforeAll(() => {
  const filter = (path: string) => basename(path) !== 'node_modules'
  cpSync(join(root, 'examples/express-session'), project, { recursive: true, filter })
  const [pack] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root))
  npm(['install', '--save-dev', '--package-lock-only', join(folder, pack.filename)], project)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly if?: string
}

interface Done {
  readonly run: string
  readonly code: number | null
  readonly out: string
}

/** A step that fails ends the job, but for steps that say always(). */
async function job(steps: readonly Step[], more: Record<string, string>): Promise<Done[]> {
  const [port] = await freePorts(1)
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...more,
    PORT: String(port),
    REPRO_PROXY_STATE_DIR: join(folder, 'state'),
  }
  for (const name of Object.keys(env)) if (/^(?:VITEST|NODE_ENV$|TEST$|MODE$)/.test(name)) delete env[name]
  const done: Done[] = []
  for (const { run, if: condition } of steps) {
    const failed = done.some(({ code }) => code !== 0)
    if (run === undefined || (failed && condition !== 'always()')) continue
    const shell = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run], { cwd: project, env, encoding: 'utf8' })
    done.push({ run, code: shell.status, out: shell.stdout + shell.stderr })
  }
  return done
}

const report = () => readFileSync(join(project, 'session/index.html'), 'utf8')
const clear = () => {
  for (const name of ['session.xml', 'session.md', 'session'])
    rmSync(join(project, name), { recursive: true, force: true })
}

test('GitHub Actions: a table as the summary, annotations, and files to upload', async () => {
  const workflow = parse(readFileSync(join(root, 'examples/github-actions.yml'), 'utf8'))
  const { steps, env } = workflow.jobs.check as { steps: Step[]; env: Record<string, string> }
  expect(workflow.on).toEqual(['push', 'pull_request'])
  expect(env.REPRO_PASSWORD).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/)
  // This machine's browser is for tests that are about it.
  const here = steps.map((step) => ({
    ...step,
    ...(step.run ? { run: step.run.replace(' check ', ' check --driver browserless ') } : {}),
  }))
  const summary = join(folder, 'summary.md')
  const given = { ...env, REPRO_PASSWORD: 'pw', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
  const done = await job(here, given)
  expect(done.map(({ run, code }) => [run.split(' ').slice(0, 3).join(' '), code])).toEqual([
    ['npm ci', 0],
    ['npm run build', 0],
    // The example trusts one hop, and says so.
    ['npx repro-proxy check', 1],
    ['cat session.md >>', 0],
  ])
  expect(done[2]!.out).toMatch(/survives \d+ of \d+; the \d+ failures have \d+ causes/)
  expect(done[2]!.out).toMatch(/^::(?:error|warning) .*::/m)
  expect(readFileSync(summary, 'utf8')).toContain('| nginx-missing-proto |')
  expect(readFileSync(join(project, 'session.xml'), 'utf8')).toContain('<testsuite')
  expect(report()).toContain('nginx-missing-proto')
  for (const text of [report(), readFileSync(summary, 'utf8'), done[2]!.out])
    expect(text).not.toMatch(/connect\.sid=s%3A/)
  expect(steps.filter(({ uses }) => uses !== undefined).map(({ uses }) => uses!.replace(/@v\d+$/, ''))).toEqual([
    'actions/checkout',
    'actions/setup-node',
    'actions/upload-artifact',
  ])
}, 420_000)

test('GitLab', async () => {
  clear()
  const text = /^```yml gitlab\n([\s\S]*?)^```/m.exec(readFileSync(join(root, 'docs/ci.md'), 'utf8'))![1]!
  const { session } = parse(text) as {
    session: { script: string[]; variables: Record<string, string>; artifacts: object }
  }
  const few = session.script.map((run) => ({
    run: run.replace(' check ', ' check --scenario direct,nginx-recommended '),
  }))
  const done = await job(few, { ...session.variables, REPRO_PASSWORD: 'pw' })
  expect(done.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(done[2]!.out).toContain('survives 2 of 2')
  expect(session.artifacts).toEqual({ when: 'always', paths: ['session/'], reports: { junit: 'session.xml' } })
  expect([existsSync(join(project, 'session.xml')), report().includes('nginx-recommended')]).toEqual([true, true])
}, 300_000)
