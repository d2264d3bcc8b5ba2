// Loaded into a Node process before its program (--import): names under localhost lead to this machine, as they do in browsers and
// as RFC 6761 section 6.3 asks of resolvers. Not every system's resolver does so, and an app that asks an identity provider at
// idp.localhost would find nobody. No other name is touched.
import dns from 'node:dns'

type Callback = (error: Error | null, address: unknown, family?: number) => void
type Lookup = (name: string, ...rest: unknown[]) => void

const system = dns.lookup as Lookup

function lookup(name: string, ...rest: unknown[]): void {
  if (!/\.localhost\.?$/i.test(name)) {
    system(name, ...rest)
    return
  }
  const done = rest.at(-1) as Callback
  const options = rest.length > 1 ? rest[0] : {}
  const { family, all } = (typeof options === 'number' ? { family: options } : (options ?? {})) as {
    family?: number | string
    all?: boolean
  }
  // Our listener is on 127.0.0.1; whoever insists on IPv6 gets its loopback address.
  const [address, kind] = family === 6 || family === 'IPv6' ? (['::1', 6] as const) : (['127.0.0.1', 4] as const)
  process.nextTick(() => (all ? done(null, [{ address, family: kind }]) : done(null, address, kind)))
}

/** node:net asks the module anew for each connection; util.promisify must go on answering an object. */
function install(): void {
  const promised = async (name: string, options: { family?: number; all?: boolean } = {}) =>
    new Promise((resolve, reject) => {
      lookup(name, options, ((error, address, family) =>
        error ? reject(error) : resolve(options.all ? address : { address, family })) satisfies Callback)
    })
  Object.defineProperty(lookup, Symbol.for('nodejs.util.promisify.custom'), { value: promised })
  Object.assign(dns, { lookup })
}

install()
