// The browsers of a benchmark: h2load for many requests, and one patient client for how long a single one takes.
import { execFileSync } from 'node:child_process'
import https from 'node:https'

const COOKIE = 'session=abcdefghijklmnopqrstuvwxyz0123456789'

export function needH2load() {
  try {
    execFileSync('h2load', ['--version'], { stdio: 'ignore' })
  } catch {
    console.error('bench: needs h2load; install it (Debian: nghttp2-client, macOS: brew install nghttp2)')
    process.exit(2)
  }
}

/** `version`: h1 or h2. Throws unless every request succeeds. */
export function load(port, version, requests, { clients = 8, cookie } = {}) {
  const url = `https://127.0.0.1:${port}/`
  const cookies = cookie === undefined ? COOKIE : `${COOKIE}; ${cookie}`
  const args = ['-n', String(requests), '-c', String(clients), ...(version === 'h1' ? ['--h1'] : ['-m', '4'])]
  const headers = ['-H', `cookie: ${cookies}`, '-H', 'user-agent: Mozilla/5.0 bench']
  const out = execFileSync('h2load', [...args, ...headers, url], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const done = /(\d+) succeeded/.exec(out)
  if (Number(done?.[1]) === requests) return
  const answer = execFileSync('curl', ['-sk', '-i', '-A', 'Mozilla/5.0 bench', url], { encoding: 'utf8' })
  throw new Error(`h2load: not all requests succeeded\n${out}\nNow it answers:\n${answer.slice(0, 3000)}`)
}

/** Milliseconds of each request, one after the other over one connection. */
export async function oneByOne(port, requests) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
  const times = []
  for (let i = 0; i < requests; i++) {
    const started = performance.now()
    await new Promise((done, fail) => {
      const headers = { cookie: COOKIE, 'user-agent': 'Mozilla/5.0 bench' }
      https
        .get({ host: '127.0.0.1', port, agent, headers }, (answer) => answer.resume().on('end', done))
        .on('error', fail)
    })
    times.push(performance.now() - started)
  }
  agent.destroy()
  return times
}

export function median(list) {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
