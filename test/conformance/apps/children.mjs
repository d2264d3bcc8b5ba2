// Every program that a run starts, each in a process group of its own: `next dev` and `next start` do their work in a child, which
// outlives them when only they are ended, and `next dev` refuses to start again in that folder. Whatever ends the run ends them.
import { spawn } from 'node:child_process'

const groups = new Set()

export function start(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options })
  child.out = ''
  child.err = ''
  child.stdout.on('data', (data) => {
    child.out += data
  })
  child.stderr.on('data', (data) => {
    child.err += data
  })
  groups.add(child.pid)
  child.done = new Promise((resolve) => child.once('close', () => resolve(child)))
  return child
}

/** Ends it and all that it started; the answer comes when nothing of it holds its output any more. */
export async function stop(child) {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
  const ended = new Promise((resolve) =>
    (child.exitCode ?? child.signalCode) === null ? child.once('exit', resolve) : resolve(),
  )
  const late = setTimeout(() => kill(child.pid), 5000)
  await ended
  clearTimeout(late)
  kill(child.pid)
  await child.done
  groups.delete(child.pid)
}

export function stopAll() {
  for (const pid of groups) kill(pid)
  groups.clear()
}

function kill(group) {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // Nobody of it is left.
  }
}

process.once('exit', stopAll)
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.once(signal, () => process.exit(code))

/** What takes longer than that is not waited for. */
export async function within(seconds, what, task) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${seconds} s`)), seconds * 1000)
  })
  try {
    return await Promise.race([task, late])
  } finally {
    clearTimeout(timer)
  }
}

export async function until(check, child, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((next) => setTimeout(next, 100))) {
    if (child.exitCode !== null) throw new Error(`it ended: ${child.err.slice(-300)}`)
    if (
      await Promise.resolve()
        .then(check)
        .catch(() => false)
    )
      return
  }
  throw new Error(`it never got ready: ${child.err.slice(-300)}`)
}
