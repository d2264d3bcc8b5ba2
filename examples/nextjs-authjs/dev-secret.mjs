// Runs before `next dev`: with no AUTH_SECRET anywhere, makes one for this machine and keeps it in .env.local (never
// committed), so that sessions outlive a restart. `next build` and `next start` do not run this: in production the secret
// comes from the environment.
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'

if (!process.env.AUTH_SECRET && !existsSync('.env.local')) {
  writeFileSync('.env.local', `AUTH_SECRET=${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  console.log('Made a secret for development: .env.local')
}
