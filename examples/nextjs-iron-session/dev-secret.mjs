// Runs before `next dev`: with no SESSION_PASSWORD anywhere, makes one for this machine and keeps it in .env.local (never
// committed), so that sessions outlive a restart. `next build` and `next start` do not run this: in production the password
// comes from the environment.
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'

if (!process.env.SESSION_PASSWORD && !existsSync('.env.local')) {
  writeFileSync('.env.local', `SESSION_PASSWORD=${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  console.log('Made a secret for development: .env.local')
}
