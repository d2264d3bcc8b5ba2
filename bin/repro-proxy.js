#!/usr/bin/env node
// Nothing here may need a newer Node than the one it complains about, so the program itself is loaded later.
const [major, minor] = process.versions.node.split('.').map(Number)

function loaded(cli) {
  return cli.main()
}

function notLoaded(error) {
  const code = error instanceof Error ? error.code : ''
  if (code !== 'ERR_MODULE_NOT_FOUND') throw error
  const unbuilt = /Cannot find module .*dist[\\/]cli[\\/]main\.js' imported/.test(error.message)
  console.error(
    unbuilt
      ? 'error: repro-proxy is not built yet\n  In a checkout: npm ci && npm run build'
      : `error: repro-proxy is not installed completely: ${error.message}\n  Install it again, for example with npm ci.`,
  )
  process.exitCode = 1
}

if (major > 20 || (major === 20 && minor >= 19)) {
  import('../dist/cli/main.js').then(loaded, notLoaded)
} else {
  console.error(
    `error: repro-proxy needs Node 20.19 or newer; this is Node ${process.versions.node}\n  See https://nodejs.org/en/download`,
  )
  process.exitCode = 1
}
