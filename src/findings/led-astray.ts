// Answers that lead the browser to another origin than the one it is on.
import type { Library, Scene } from '../core/diagnosis.ts'
import type { Upstream } from '../core/exchange.ts'
import { cookiesSet, landing, leadsTo, urlOf } from './heads.ts'

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/

export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname)
}

/** One of the places where the app listens, whatever name it has for this machine. */
export function isUpstream(url: URL, upstreams: readonly Upstream[]): boolean {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return upstreams.some((one) => one.port === port && (one.host === url.hostname || isLoopback(url.hostname)))
}

/** Where the app leads the browser, when that is another host or port and the front lets it through. */
export function ledAway({ exchange }: Scene): { readonly to: URL; readonly from: URL } | undefined {
  const from = urlOf(exchange)
  const to = landing(exchange)
  if (!from || !to || to.host === from.host) return undefined
  return leadsTo(exchange.app?.response, from)?.host === to.host ? { to, from } : undefined
}

const AUTH: ReadonlySet<Library> = new Set(['authjs-5', 'next-auth-4'])

export function usesAuthJs({ libraries }: Scene): boolean {
  return [...libraries].some((library) => AUTH.has(library))
}

/** The origin that Auth.js wrote into its callback-url cookie: what it takes for its own. */
export function originOfCallbackCookie(scene: Scene): string | undefined {
  const set = cookiesSet(scene.exchange.app?.response).find(({ name }) =>
    /(?:authjs|next-auth)\.callback-url$/.test(name),
  )
  const value = set?.value ?? heldCallback(scene)
  if (value === undefined) return undefined
  try {
    const text = decodeURIComponent(value)
    return URL.canParse(text) ? new URL(text).origin : undefined
  } catch {
    return undefined
  }
}

function heldCallback(scene: Scene): string | undefined {
  const name = [...scene.jar].find((one) => /(?:authjs|next-auth)\.callback-url$/.test(one))
  return name === undefined ? undefined : scene.held(name)?.value
}
