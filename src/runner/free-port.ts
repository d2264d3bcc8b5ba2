import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the ports that Linux (32768), macOS and Windows (49152) hand out by themselves, so that no other connection takes it meanwhile. */
const [FROM, TO] = [20_000, 32_000]
const TRIES = 100

/** Free on all addresses a moment ago: an app, or a browser, must be told the port before anybody listens there. */
export async function freePort(): Promise<number> {
  for (let left = TRIES; ; left--) {
    const port = randomInt(FROM, TO)
    const server = createServer()
    try {
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve))
    } catch (error) {
      if (left > 1) continue
      throw error
    }
    await new Promise((done) => server.close(done))
    return port
  }
}
