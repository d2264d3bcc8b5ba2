// Secrets inside other text: parameters of URLs, credentials before a host, signed tokens, cookies quoted in a sentence.
import { fingerprint } from './fingerprint.ts'

/** As good as a password: OAuth 2, OpenID Connect, SAML, magic links, reset mails, signed URLs. */
const NAMES =
  '(?:code|state|nonce|code_verifier|code_challenge|samlresponse|samlrequest|relaystate|ticket|otp|pw|pwd|sid|key|jwt|sig|hmac|oobcode|assertion|x-amz-credential|[\\w.-]*(?:token|secret|password|passwd|signature|session|session_?id|api_?key))'
const PARAMETER = new RegExp(`((?:^|[?&#;])${NAMES}=)([^&#\\s]+)`, 'gi')
/** One URL inside another one's parameter, as in `?callbackUrl=https%3A%2F%2F...`: it ends at its own `&`. */
const NESTED = new RegExp(`((?:%3f|%26|%23)${NAMES}(?:=|%3d))((?:(?!%26|%23)[^&#\\s])+)`, 'gi')
const CREDENTIALS = /(:\/\/)([^\s/@:?#]+:[^\s/@?#]+)(?=@)/g
/** A JSON object in Base64 begins with eyJ. */
const SIGNED = /\beyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*){0,3}/g

const tagged = (_all: string, before: string, value: string) => before + fingerprint(value)

/** A URL, a header that holds one, or a line about one. */
export function maskUrl(text: string): string {
  let out = text
  if (out.includes('=') || out.includes('%3')) out = out.replace(PARAMETER, tagged).replace(NESTED, tagged)
  if (out.includes('://')) out = out.replace(CREDENTIALS, tagged)
  return out.includes('eyJ') ? out.replace(SIGNED, fingerprint) : out
}

const ATTRIBUTE = /^(?:domain|path|expires|max-age|samesite|secure|httponly|partitioned|priority|version|comment)$/i

export function isAttribute(name: string): boolean {
  return ATTRIBUTE.test(name)
}

/** A sentence about a cookie: attributes are told as they are, any other `name=value` in it is a cookie. */
export function maskSentence(text: string): string {
  return maskUrl(text).replace(/([^\s,;=()]+)=([^\s;]+?)(?=[,.]?(?:[\s;]|$))/g, (all, name: string, value: string) =>
    isAttribute(name) ? all : `${name}=${fingerprint(value)}`,
  )
}
