// npm run build:program: the command line as a few large files beside bin/repro-proxy.js, since reading and resolving several
// hundred small ones is most of a start. Every folder of src keeps its place one level below bin, so that what a file finds
// beside itself or in the package is found as in src and dist: each behaviour is still a file of its own, and only those that a
// scenario names are loaded. The diagnoses, which are always all loaded, become one file.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = `${root}bin/`
for (const { name } of readdirSync(bin, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
  rmSync(bin + name, { recursive: true })

const INDEX = 'diagnoses/index'
const diagnoses = readdirSync(`${root}src/diagnoses`)
  .filter((file) => file.endsWith('.ts'))
  .sort()
const lines = diagnoses.map((file, i) => `import d${i} from './${file}'`)
const index = `${lines.join('\n')}\nexport default [${diagnoses.map((_, i) => `d${i}`).join(', ')}]\n`

const together = {
  name: 'diagnoses together',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^diagnoses together$/ }, () => ({ path: `${root}src/${INDEX}.ts`, namespace: 'together' }))
    onLoad({ filter: /.*/, namespace: 'together' }, () => ({ contents: index, resolveDir: `${root}src/diagnoses` }))
  },
}

const width = `${root}scripts/string-width.mjs`
const lighter = {
  name: 'a lighter string-width',
  setup({ onResolve }) {
    onResolve({ filter: /^string-width$/ }, ({ importer }) => (importer === width ? undefined : { path: width }))
  },
}

// Nobody asks zod for its messages in sixty languages, which are more than half of it.
const english = {
  name: 'zod in English',
  setup({ onLoad }) {
    const contents = "export { default as en } from './en.js'"
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents }))
  },
}

// An import of node:http reads all that it exports, WebSocket and its events among them, for which Node 22 and later load their
// whole fetch(): a tenth of a start. Asked for as an object, it loads what is used.
const plainHttp = {
  name: 'node:http as an object',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'node:http', namespace: 'builtin' } : undefined,
    )
    const contents = "module.exports = process.getBuiltinModule('node:http')"
    onLoad({ filter: /.*/, namespace: 'builtin' }, () => ({ contents }))
  },
}

const behaviours = readdirSync(`${root}src/behaviours`).filter((file) => file.endsWith('.ts'))
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    'cli/main': 'src/cli/main.ts',
    [INDEX]: 'diagnoses together',
    ...Object.fromEntries(behaviours.map((file) => [`behaviours/${file.slice(0, -3)}`, `src/behaviours/${file}`])),
  },
  plugins: [together, lighter, english, plainHttp],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  outdir: 'bin',
  chunkNames: 'chunks/[name]-[hash]',
  // It looks for its own files beside itself.
  external: ['playwright-core'],
  // CommonJS packages ask for Node's own modules.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'inline',
  logLevel: 'warning',
  metafile: true,
})

// What was taken in from packages keeps its licence beside it.
const packages = new Set()
for (const input of Object.keys(metafile.inputs)) {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(input)?.[0]
  if (folder) packages.add(folder)
}
const licences = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8'))
  const file = readdirSync(root + folder).find((one) => /^(?:licen[cs]e|copying)/i.test(one))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(root + folder + file, 'utf8').trim() : ''}\n`
})
writeFileSync(`${bin}chunks/LICENSES.txt`, licences.join(`\n${'-'.repeat(72)}\n\n`))
