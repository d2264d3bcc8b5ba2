// What the caches of the front hold, and who brought it.
import { useEffect, useState } from 'preact/hooks'
import type { CacheShown } from '../inspector/protocol.ts'
import { inert } from '../views/inert.ts'
import { Masked } from './masked.tsx'
import { tell } from './socket.ts'
import { byId, caches, facts, link } from './store.ts'
import { bytes, span } from './time-words.ts'

export function CacheView() {
  const [now, setNow] = useState(Date.now())
  const connected = link.value === 'live'
  useEffect(() => {
    if (!connected) return
    const look = () => {
      setNow(Date.now())
      if (!document.hidden) tell({ t: 'caches' })
    }
    look()
    const timer = setInterval(look, 1500)
    return () => clearInterval(timer)
  }, [connected, facts.value?.scenario?.name])
  const list = caches.value
  if (list && list.length === 0)
    return (
      <div class="hello">
        <h2>This front has no cache</h2>
        <p>
          {facts.value?.scenario?.name} keeps nothing between exchanges. The <a href="#scenario">Scenario</a> view can
          switch to one that does.
        </p>
      </div>
    )
  return (
    <div class="cards wide">
      {(list ?? []).map((cache) => (
        <One key={cache.step} cache={cache} now={now} />
      ))}
    </div>
  )
}

function One({ cache, now }: { cache: CacheShown; now: number }) {
  const { step, hop, name, entries } = cache
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  return (
    <section class="cache" aria-label={`Cache of ${hop}`}>
      <header>
        <h2>
          {inert(hop)}/{inert(name)}
        </h2>
        <p class="quiet">
          {entries.length} {entries.length === 1 ? 'entry' : 'entries'}, {bytes(total)}
        </p>
        <button type="button" disabled={entries.length === 0} onClick={() => tell({ t: 'purge', step })}>
          Purge all
        </button>
      </header>
      {entries.length === 0 ? (
        <p class="empty">Empty.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="Entries">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">What</th>
                <th scope="col">Age</th>
                <th scope="col">Size</th>
                <th scope="col">Brought by</th>
                <th scope="col">
                  <span class="unseen">Purge</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => {
                const row = byId.get(entry.exchange)
                const cookie = /set-cookie/i.test(entry.about)
                return (
                  <tr key={entry.id}>
                    <th scope="row">
                      <Masked text={entry.key} />
                    </th>
                    <td>
                      {inert(entry.about.replace(/, with Set-Cookie/, ''))}
                      {cookie && (
                        <span class="badge" data-kind="bad">
                          ! Set-Cookie stored
                        </span>
                      )}
                    </td>
                    <td>{span(Math.max(0, now - entry.at))}</td>
                    <td>{bytes(entry.bytes)}</td>
                    <td>
                      <a href={`#exchanges/${entry.exchange}`}>#{entry.exchange}</a>{' '}
                      {row && <span class="quiet">{row.client}</span>}
                    </td>
                    <td>
                      <button
                        type="button"
                        onClick={() => tell({ t: 'purge', step, id: entry.id })}
                        aria-label={`Purge ${entry.key}`}
                      >
                        Purge
                      </button>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
