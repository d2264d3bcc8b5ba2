// An app that takes requests and answers none would cost a check its patience at every page of every scenario. So while a
// scenario plays for longer than usual, the app is asked with nothing in front of it: a front that is slow by design is no reason
// to give up, an app that is mute is.
import http from 'node:http'
import https from 'node:https'
import type { Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'

/** Milliseconds. `every`: before the first question and between two; `patience`: for an answer. */
export interface Patience {
  readonly every: number
  readonly patience: number
}

/** A first page of a development server may be compiled for a while. */
const USUAL: Patience = { every: 5000, patience: 20_000 }
/** Questions in a row without an answer. */
const MOST = 2

/** Ends with what `during` ends with, or rejects with UserError once the app has been silent for too long. */
export async function unlessSilent<T>(
  upstream: Upstream,
  during: Promise<T>,
  { every, patience }: Patience = USUAL,
): Promise<T> {
  const over = new AbortController()
  const silent = (async () => {
    for (let missed = 0; missed < MOST; ) {
      await pause(every, over.signal)
      if (over.signal.aborted) return
      missed = (await isSilent(upstream, patience, over.signal)) ? missed + 1 : 0
    }
    throw mute(upstream, patience)
  })()
  try {
    await Promise.race([during, silent])
    // Only a check that is over ends the questions without a word.
    return await during
  } finally {
    over.abort()
  }
}

/** For a scenario that failed slowly: rejects with UserError when it was the app that did not answer. */
export async function unlessSilentNow(upstream: Upstream, patience: number = USUAL.patience): Promise<void> {
  if (await isSilent(upstream, patience, new AbortController().signal)) throw mute(upstream, patience)
}

const mute = ({ scheme, authority }: Upstream, patience: number) =>
  new UserError(
    `your app takes requests at ${scheme}://${authority} and does not answer them: / was waited for, ${patience / 1000} s`,
    { hint: 'Open it in a browser with nothing in front. Does it wait for a database, or for a debugger?' },
  )

/** Refusing, or ending the connection, is an answer of its own and told elsewhere. */
function isSilent({ scheme, host, port, authority }: Upstream, patience: number, over: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const to = { host, port, path: '/', headers: { host: authority }, agent: false as const, signal: over }
    const done = (answer: http.IncomingMessage) => {
      answer.destroy()
      clearTimeout(late)
      resolve(false)
    }
    // A certificate of the app's own is nobody's concern here.
    const request =
      scheme === 'https' ? https.request({ ...to, rejectUnauthorized: false }, done) : http.request(to, done)
    const late = setTimeout(() => {
      resolve(true)
      request.destroy()
    }, patience)
    request.on('error', () => {
      clearTimeout(late)
      resolve(false)
    })
    request.end()
  })
}

function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    over.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
