// Starts the app once for all test files, waits until it answers, and ends it after them.
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const PORT = process.env.PORT ?? '3100'

/** @param {import('vitest/node').TestProject} project */
export default async function startApp(project) {
  const app = spawn(process.execPath, ['server.js'], {
    cwd: new URL('../express-session/', import.meta.url),
    env: { ...process.env, PORT },
    stdio: 'inherit',
  })
  for (let tries = 0; !(await answers()); tries++) {
    if (app.exitCode !== null || tries === 100) throw new Error('the app did not start; npm ci in ../express-session?')
    await sleep(100)
  }
  project.provide('upstream', PORT)
  return () => app.kill()
}

const answers = () =>
  fetch(`http://localhost:${PORT}`).then(
    () => true,
    () => false,
  )
