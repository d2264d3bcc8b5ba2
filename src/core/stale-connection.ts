import { Readable } from 'node:stream'
import type { RequestHead } from './exchange.ts'
import { UpstreamError } from './exchange.ts'
import type { Run } from './run.ts'

/** As a front sees it when its idle connection was closed at the other end at that very moment. */
export function staleConnection({ upstreams, body }: Run, { upstream }: RequestHead): UpstreamError {
  const { scheme, authority } = upstreams[upstream] ?? upstreams[0]!
  const message = `${scheme}://${authority} closed an idle connection just as this request was sent on it`
  return new UpstreamError({ kind: 'reset', message, reused: true, bodySent: body instanceof Readable })
}
