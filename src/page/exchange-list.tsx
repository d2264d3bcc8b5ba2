// A list of any length: only the rows in sight exist. It is one thing to the keyboard: arrows choose, Enter opens.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { inert } from '../views/inert.ts'
import { MOMENT_WORDS } from './moment-words.ts'
import { go } from './route.ts'
import type { Row } from './store.ts'
import { instances } from './store.ts'
import { clock, span } from './time-words.ts'
import { Turns } from './turns.tsx'

const HEIGHT = 36
const MARGIN = 8

interface List {
  readonly rows: readonly Row[]
  readonly told: ReadonlyMap<number, ReadonlySet<string>>
  readonly open: number | undefined
}

export function ExchangeList({ rows, told, open }: List) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [tall, setTall] = useState(600)
  const [at, setAt] = useState<number | undefined>(open)
  const following = useRef(true)
  useEffect(() => {
    const it = box.current!
    const watch = new ResizeObserver(() => setTall(it.clientHeight))
    watch.observe(it)
    return () => watch.disconnect()
  }, [])
  // Who looks at the newest keeps looking at the newest.
  useLayoutEffect(() => {
    const it = box.current!
    if (following.current && open === undefined) it.scrollTop = it.scrollHeight
  }, [rows.length, open])
  const toSight = (index: number) => {
    const it = box.current!
    if (index * HEIGHT < it.scrollTop) it.scrollTop = index * HEIGHT
    else if ((index + 1) * HEIGHT > it.scrollTop + it.clientHeight)
      it.scrollTop = (index + 1) * HEIGHT - it.clientHeight
  }
  useEffect(() => {
    if (open === undefined) return
    setAt(open)
    const index = rows.findIndex((row) => row.id === open)
    if (index >= 0) toSight(index)
  }, [open])
  const onScroll = () => {
    const it = box.current!
    following.current = it.scrollHeight - it.clientHeight - it.scrollTop < HEIGHT
    setTop(it.scrollTop)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(tall / HEIGHT) - 1)
    const steps: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    }
    const step = steps[event.key]
    if (step === undefined) {
      if (event.key === 'Enter' && at !== undefined) go('exchanges', at)
      return
    }
    event.preventDefault()
    const now = rows.findIndex((row) => row.id === at)
    const index = Math.min(rows.length - 1, Math.max(0, (now < 0 ? (step > 0 ? -1 : rows.length) : now) + step))
    const row = rows[index]
    if (!row) return
    setAt(row.id)
    toSight(index)
    if (open !== undefined) go('exchanges', row.id)
  }
  const first = Math.max(0, Math.floor(top / HEIGHT) - MARGIN)
  const shown = rows.slice(first, Math.ceil((top + tall) / HEIGHT) + MARGIN)
  return (
    <section class="list" aria-label="Exchanges">
      <div class="list-head" aria-hidden="true">
        <span>#</span>
        <span>time</span>
        <span>request</span>
        <span>browser</span>
        <span>app</span>
        <span>on the way</span>
        <span>took</span>
      </div>
      <div
        class="list-box"
        ref={box}
        role="listbox"
        tabIndex={0}
        aria-label={`${rows.length} exchanges`}
        aria-activedescendant={at === undefined ? undefined : `x${at}`}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div class="list-tall" role="presentation" style={{ height: `${rows.length * HEIGHT}px` }}>
          <div role="presentation" style={{ transform: `translateY(${first * HEIGHT}px)` }}>
            {shown.map((row, i) => (
              <Item
                key={row.seq}
                row={row}
                after={rows[first + i - 1]?.seq ?? -1}
                told={told.get(row.id)}
                chosen={row.id === at}
                place={first + i}
                of={rows.length}
              />
            ))}
          </div>
        </div>
      </div>
      {rows.length === 0 && <p class="empty">Nothing that passes the filter.</p>}
    </section>
  )
}

interface Shown {
  readonly row: Row
  /** The row above it. */
  readonly after: number
  readonly told: ReadonlySet<string> | undefined
  readonly chosen: boolean
  readonly place: number
  readonly of: number
}

const LOUD = ['refused', 'withheld', 'stripped', 'replayed', 'unexpected', 'disagreed'] as const

function Item({ row, after, told, chosen, place, of }: Shown) {
  const {
    seq,
    instance,
    id,
    at,
    method,
    target,
    status,
    appStatus,
    asked,
    touched,
    ms,
    answeredBy,
    servedFrom,
    end,
    client,
    visitor,
  } = row
  const hops = [...new Set(touched.filter((one) => !one.endsWith('/connection')).map((one) => one.split('/')[0]!))]
  const loud = LOUD.filter((one) => told?.has(one))
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active one
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={`x${id}`}
      role="option"
      class="item"
      aria-selected={chosen}
      aria-posinset={place + 1}
      aria-setsize={of}
      onClick={() => go('exchanges', id)}
      title={client}
    >
      <span class="quiet">{id}</span>
      <span class="quiet">{clock(at).slice(0, 8)}</span>
      <span class="request">
        <b>{inert(method)}</b> <bdi>{inert(target)}</bdi>
      </span>
      <span>
        <Status code={status} end={end} />
      </span>
      <span>
        {asked ? (
          <Status code={appStatus} />
        ) : (
          <span class="quiet" title="the app was not asked">
            —
          </span>
        )}
      </span>
      <span class="badges">
        {instance !== undefined && instances.size > 1 && (
          <span class="badge" data-kind="instance" title={`instance ${inert(instance)} of the app answered`}>
            {inert(instance)}
          </span>
        )}
        {visitor !== undefined && (
          <span class="badge" title="no user asked for this: a step of the scenario sent it">
            visitor
          </span>
        )}
        {answeredBy && (
          <span class="badge" data-kind="answer">
            {inert(answeredBy)} {servedFrom === undefined ? 'answered' : `gave #${servedFrom}`}
          </span>
        )}
        {loud.map((one) => (
          <span key={one} class="badge" data-kind="bad">
            {MOMENT_WORDS[one].sign} {one}
          </span>
        ))}
        {hops.map((hop) => (
          <span key={hop} class="badge" title={touched.join(', ')}>
            {inert(hop)}
          </span>
        ))}
      </span>
      <span class="quiet">{span(ms)}</span>
      <Turns from={after} to={seq} />
    </div>
  )
}

export function Status({ code, end }: { code: number | undefined; end?: Row['end'] }) {
  const words = end === undefined || end === 'complete' ? '' : end.replaceAll('-', ' ')
  if (code === undefined)
    return (
      <span class="status" data-kind="bad">
        ✕ {words || 'none'}
      </span>
    )
  return (
    <span class="status" data-kind={code >= 500 ? 'bad' : code >= 400 ? 'warn' : code >= 300 ? 'move' : 'good'}>
      {code}
      {code >= 300 && code < 400 && code !== 304 && <span aria-hidden="true"> ↪</span>}
      {words !== '' && <small> {words}</small>}
    </span>
  )
}
