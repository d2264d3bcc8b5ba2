// Where a request goes, as cookie rules see it: scheme, host, registrable domain, path. Ports play no part (RFC 6265bis
// section 8.5; browsers compare sites without them too). Hosts are looked up once and kept, so a busy page costs a Map read.
import { domainToASCII } from 'node:url'
import { getDomain } from 'tldts'

export interface Host {
  /** http or https; ws and wss count as these. */
  readonly scheme: 'http' | 'https'
  /** Lower case, IPv6 in brackets, a final dot kept: two spellings with and without it are two hosts. */
  readonly name: string
  /** eTLD+1 with the private part of the Public Suffix List, or '' for an IP, a single label or a suffix itself. */
  readonly registrable: string
  /** What browsers group cookies by: the registrable domain, or the host itself where there is none. */
  readonly group: string
  /** Scheme and group: "schemeful same-site" compares these. */
  readonly site: string
  readonly ip: boolean
  readonly localhost: boolean
  /** https, or plain http to this very machine: browsers treat both as safe enough for Secure cookies. */
  readonly trustworthy: boolean
}

export interface Place {
  readonly host: Host
  /** The path as it stands in the request, percent signs and all; '/' at least. */
  readonly path: string
}

const KEPT = 1024
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/
const CANONICAL_PATH = /^\/(?:[\w\-~!$&'()*+,;=:@%/]|\.(?![./]|$))*$/
const SUFFIXES = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, mixedInputs: false }

const registrables = new Map<string, string>()
const hosts = new Map<string, Host>()

function remember<Value>(map: Map<string, Value>, key: string, value: Value): Value {
  if (map.size >= KEPT) map.clear()
  map.set(key, value)
  return value
}

export function isIp(name: string): boolean {
  return name.charCodeAt(0) === 91 /* [ */ || IPV4.test(name)
}

/** eTLD+1 of a canonical host name; '' where there is none. A final dot is kept. */
export function registrableDomain(name: string): string {
  const known = registrables.get(name)
  if (known !== undefined) return known
  const dot = name.endsWith('.') ? '.' : ''
  const bare = dot ? name.slice(0, -1) : name
  const found = bare === '' || isIp(bare) ? null : getDomain(bare, SUFFIXES)
  return remember(registrables, name, found ? found + dot : '')
}

/** localhost, *.localhost, 127.0.0.0/8 and [::1] (W3C Secure Contexts section 3.1; 0.0.0.0 is not one: measured). */
export function isLocalhost(name: string): boolean {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === '[::1]') return true
  return bare.startsWith('127.') && IPV4.test(bare)
}

/** `https://host:port` to what the rules need of it; null when it is no http(s) or ws(s) origin. */
export function hostOf(origin: string): Host | null {
  const known = hosts.get(origin)
  if (known) return known
  if (!URL.canParse(origin)) return null
  const url = new URL(origin)
  const scheme = url.protocol === 'https:' || url.protocol === 'wss:' ? 'https' : 'http'
  if (scheme === 'http' && url.protocol !== 'http:' && url.protocol !== 'ws:') return null
  const name = url.hostname
  const registrable = registrableDomain(name)
  const group = registrable || name
  const localhost = isLocalhost(name)
  const ip = isIp(name)
  const trustworthy = scheme === 'https' || localhost
  return remember(hosts, origin, {
    scheme,
    name,
    registrable,
    group,
    site: `${scheme}://${group}`,
    ip,
    localhost,
    trustworthy,
  })
}

/** An absolute URL, taken apart; the path stays as sent unless a browser would have rewritten it first. */
export function placeOf(url: string): Place | null {
  const slashes = url.indexOf('://')
  if (slashes < 0) return null
  let end = slashes + 3
  while (end < url.length) {
    const code = url.charCodeAt(end)
    if (code === 47 /* / */ || code === 63 /* ? */ || code === 35 /* # */ || code === 92 /* \ */) break
    end++
  }
  const host = hostOf(url.slice(0, end))
  if (!host) return null
  const path = pathOnly(url, end)
  if (path === '') return { host, path: '/' }
  return { host, path: CANONICAL_PATH.test(path) || !URL.canParse(url) ? path : new URL(url).pathname }
}

function pathOnly(url: string, from: number): string {
  for (let at = from; at < url.length; at++) {
    const code = url.charCodeAt(at)
    if (code === 63 || code === 35) return url.slice(from, at)
  }
  return url.slice(from)
}

/** Same site; with `schemeful`, http and https of one domain are two sites. */
export function sameSite(a: Host, b: Host, schemeful: boolean): boolean {
  return a.group === b.group && (!schemeful || a.scheme === b.scheme)
}

/** A host name that came as bytes (one character per byte), in its ASCII form; '' when it is none. */
export function asciiHost(bytes: string): string {
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? '' : domainToASCII(text)
}
