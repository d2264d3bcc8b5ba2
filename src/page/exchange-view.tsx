// Every exchange in a list, and one of them as a ladder.
import { useMemo } from 'preact/hooks'
import { ExchangeDetail } from './exchange-detail.tsx'
import { ExchangeList } from './exchange-list.tsx'
import { chosen, exchangePasses } from './filters.ts'
import { route } from './route.ts'
import { byId, facts, moments, revision, rows } from './store.ts'
import { toldOf } from './told.ts'

export function ExchangeView() {
  const how = chosen()
  const number = revision.value
  const told = toldOf(moments)
  const shown = useMemo(
    () => rows.filter((row) => exchangePasses(row, how, told)),
    [number, how.text, how.client, how.host, how.verdict, how.flow],
  )
  const { id } = route.value
  const row = id === undefined ? undefined : byId.get(id)
  if (rows.length === 0)
    return (
      <div class="hello">
        <h2>No exchange yet</h2>
        <p>{facts.value?.origin ? `Requests to ${facts.value.origin} appear here.` : 'This recording holds none.'}</p>
      </div>
    )
  return (
    <div class="split wide" data-open={id !== undefined}>
      <ExchangeList rows={shown} told={told} open={id} />
      {id !== undefined && (
        <aside class="panel" aria-label={`Exchange ${id}`}>
          {row ? <ExchangeDetail key={row.seq} row={row} /> : <p class="empty">Exchange #{id} is not kept any more.</p>}
        </aside>
      )}
    </div>
  )
}
