// Which script set a cookie: no message of the DevTools Protocol tells that, so each page is given a setter of `document.cookie` and
// methods of `cookieStore` that say where they were called from and then do what they always did. Workers are left alone.
import type { DevTools, Params } from './devtools.ts'

export interface ScriptCookie {
  readonly name: string
  /** As in a Host header. */
  readonly host: string
  /** `https://shop.example.com/app.js:12:5`; undefined: code without a file, such as what is typed into a console. */
  readonly source?: string
}

const BINDING = '__reproProxyCookie'

/** Runs in the page, before any script of its own. */
const SOURCE = `(() => {
  const tell = globalThis.${BINDING}
  if (typeof tell !== 'function') return
  delete globalThis.${BINDING}
  const { stringify } = JSON
  const said = (name) => {
    try { tell(stringify({ name, host: location.host, stack: String(new Error().stack) })) } catch {}
  }
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  if (cookie && cookie.set) {
    const { set } = Object.getOwnPropertyDescriptor({
      set cookie(line) {
        said(String(line).split(';', 1)[0].split('=', 1)[0].trim())
        return Reflect.apply(cookie.set, this, [line])
      },
    }, 'cookie')
    Object.defineProperty(Document.prototype, 'cookie', { ...cookie, set })
  }
  const store = globalThis.CookieStore && CookieStore.prototype
  const own = store && store.set
  if (own) {
    const { set } = { set(...given) {
      const [first] = given
      said(String(typeof first === 'object' && first ? first.name : first))
      return Reflect.apply(own, this, given)
    } }
    Object.defineProperty(store, 'set', { ...Object.getOwnPropertyDescriptor(store, 'set'), value: set })
  }
})()`

/** To be sent to a page or frame before it goes on. */
export const BEFORE_SCRIPTS: readonly (readonly [method: string, params: Params])[] = [
  // Without it, calls of the binding are not told.
  ['Runtime.enable', {}],
  ['Page.enable', {}],
  ['Runtime.addBinding', { name: BINDING }],
  ['Page.addScriptToEvaluateOnNewDocument', { source: SOURCE, runImmediately: true }],
]

export function listenForScripts(devtools: DevTools, heard: (one: ScriptCookie) => void): void {
  devtools.on((name, params) => {
    if (name !== 'Runtime.bindingCalled' || params.name !== BINDING) return
    const one = scriptCookieIn(String(params.payload))
    if (one) heard(one)
  })
}

/** What the page says is not believed further than this: it could say anything. */
export function scriptCookieIn(payload: string): ScriptCookie | undefined {
  try {
    const { name, host, stack } = JSON.parse(payload) as Record<string, unknown>
    if (typeof name !== 'string' || name === '' || typeof host !== 'string') return undefined
    const source = sourceIn(typeof stack === 'string' ? stack : '')
    return { name: name.slice(0, 4096), host, ...(source === undefined ? {} : { source }) }
  } catch {
    return undefined
  }
}

/** The topmost call in a file. Its query may hold secrets and says nothing about the place. */
function sourceIn(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const [, url, place] = /(https?:\/\/[^\s()]+?)(:\d+:\d+)\)?$/.exec(line) ?? []
    if (url !== undefined) return `${url.replace(/[?#].*$/, '')}${place}`.slice(0, 500)
  }
  return undefined
}
