// How near the heads came to what browsers and fronts take.
import type { Row } from './store.ts'
import { revision, rows } from './store.ts'
import { bytes } from './time-words.ts'

interface Limit {
  readonly name: string
  readonly of: keyof Row['sizes']
  readonly most: number
  readonly about: string
}

/** RFC 6265bis section 5.6; defaults of nginx (large_client_header_buffers 4 8k, proxy_buffer_size 4k) and Node (--max-http-header-size). */
const LIMITS: readonly Limit[] = [
  { name: 'Largest cookie set', of: 'setCookie', most: 4096, about: 'of 4096 B that browsers keep' },
  { name: 'Cookie header sent', of: 'cookie', most: 8192, about: 'of 8 KiB: nginx takes no longer line' },
  { name: 'Request head', of: 'request', most: 16_384, about: 'of 16 KiB that Node takes' },
  { name: 'Response head', of: 'response', most: 4096, about: 'of 4 KiB in nginx (proxy_buffer_size)' },
]

export function Gauges({ passes }: { passes(row: Row): boolean }) {
  revision.value
  const largest = LIMITS.map(() => ({ size: 0, id: 0 }))
  for (const row of rows) {
    if (!passes(row)) continue
    LIMITS.forEach(({ of }, i) => {
      if (row.sizes[of] > largest[i]!.size) largest[i] = { size: row.sizes[of], id: row.id }
    })
  }
  return (
    <section class="gauges" aria-label="Sizes against limits">
      {LIMITS.map(({ name, most, about }, i) => {
        const { size, id } = largest[i]!
        const part = size / most
        const state = part > 1 ? 'over' : part > 0.8 ? 'near' : 'fine'
        return (
          <div class="gauge" key={name} data-state={state}>
            <p>
              <span>{name}</span>
              <span>{id > 0 ? <a href={`#exchanges/${id}`}>{bytes(size)}</a> : '—'}</span>
            </p>
            <meter
              min={0}
              max={most}
              high={most * 0.8}
              value={Math.min(size, most)}
              aria-label={`${name}: ${size} of ${most} bytes`}
            />
            <p class="quiet">
              {state === 'over' ? '✕ over: ' : state === 'near' ? '! close: ' : ''}
              {about}
            </p>
          </div>
        )
      })}
    </section>
  )
}
