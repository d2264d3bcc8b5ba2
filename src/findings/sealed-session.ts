// Does a cookie hold the session itself, readable with the secret alone, or the key to one that an instance keeps? Told from its
// library, else from the look of its value.
import type { Held, Scene } from '../core/diagnosis.ts'
import { libraryOf, partOf } from './cookie-names.ts'

/** JSON, as it is or in base64: JWT, React Router, Flask, Laravel. */
const CONTENT = /^(?:j?(?:%3A|:)?(?:%7B|\{)|eyJ|\.eJ)/i
/** @fastify/secure-session: a box of libsodium and its nonce of 24 bytes. */
const NONCE = /^[\w+/%=-]+(?:;|%3B)(?:[\w+/-]|%2B|%2F){32}$/i
/** Signed with SHA-256, and too short for the key of a session (Hono, cookie-signature). */
const SHORT = /^(?:s(?::|%3A))?[^.]{1,15}\.(?:[\w/-]|\+|%2B|%2F){43}(?:=|%3D)?$/i
/** Bytes. Keys of sessions are far shorter: 26 (PHP) to 80 (express-session with its signature). */
const LONG = 160

export function isSealed(scene: Scene, held: Held): boolean {
  const { name, value = '' } = held
  const library = libraryOf({ name: partOf(name)?.base ?? name, value })
  if (library !== undefined) return library !== 'express-session'
  // cookie-session and Koa keep the signature in a cookie beside it.
  const signed = name.endsWith('.sig') ? scene.held(name.slice(0, -4)) : undefined
  if (signed) return isSealed(scene, signed)
  return CONTENT.test(value) || NONCE.test(value) || SHORT.test(value) || value.length >= LONG
}
