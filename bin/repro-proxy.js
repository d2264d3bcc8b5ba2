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

// Half of the start is compiling; Node 22.8 and newer keep what came out of it in the user's temporary folder.
function keepCompiled({ enableCompileCache }) {
  enableCompileCache?.()
}

// The bundled program, or else the files that it is made of.
function load() {
  return import('./cli/main.js').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !/bin[\\/]cli[\\/]main\.js' imported/.test(error.message)) throw error
    return import('../dist/cli/main.js')
  })
}

if (major > 20 || (major === 20 && minor >= 19)) {
  import('node:module').then(keepCompiled).then(load).then(loaded, notLoaded)
} else {
  console.error(
    `error: repro-proxy needs Node 20.19 or newer; this is Node ${process.versions.node}\n  See https://nodejs.org/en/download`,
  )
  process.exitCode = 1
}
