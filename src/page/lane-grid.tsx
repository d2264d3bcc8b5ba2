// Lanes and columns as a table that can be walked through with the arrow keys.
import { useEffect, useRef } from 'preact/hooks'
import { inert } from '../views/inert.ts'
import type { Lane, Lanes } from './lanes.ts'
import { MOMENT_WORDS } from './moment-words.ts'
import { hovered, selected } from './pointing.ts'
import type { Moment } from './store.ts'
import { byId, instances, revision, wordOn } from './store.ts'
import { span } from './time-words.ts'
import { Turns } from './turns.tsx'

interface Grid {
  readonly lanes: Lanes
  onEarlier(): void
  onFold(key: string): void
}

export function LaneGrid({ lanes, onEarlier, onFold }: Grid) {
  const box = useRef<HTMLDivElement>(null)
  const { columns } = lanes
  const last = columns.at(-1)
  useEffect(() => {
    // New things come in at the right; who has scrolled back is left in peace.
    const it = box.current
    if (it && it.scrollWidth - it.clientWidth - it.scrollLeft < 260) it.scrollLeft = it.scrollWidth
  }, [last])
  return (
    <div
      class="grid-box"
      role="group"
      aria-label="Moments; arrow keys walk through them"
      ref={box}
      onKeyDown={walk}
      onPointerLeave={() => (hovered.value = undefined)}
    >
      <table class="grid">
        <caption class="unseen">Each row is a cookie, each column an exchange.</caption>
        <thead>
          <tr>
            <th scope="col" class="corner">
              {lanes.earlier > 0 ? (
                <button type="button" onClick={onEarlier}>
                  ← {lanes.earlier} earlier
                </button>
              ) : (
                <span class="quiet">cookie</span>
              )}
            </th>
            {columns.map((id, i) => (
              <Column key={id} id={id} before={columns[i - 1]} />
            ))}
          </tr>
        </thead>
        {lanes.clients.map(({ id, lanes: list }) => (
          <tbody key={id}>
            <tr class="client">
              <th scope="rowgroup" colSpan={columns.length + 1}>
                <span>{id || 'unknown client'}</span>
              </th>
            </tr>
            {list.map((lane) => (
              <LaneRow key={lane.key} lane={lane} columns={columns} onFold={onFold} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function Column({ id, before }: { id: number; before: number | undefined }) {
  const row = byId.get(id)
  const earlier = before === undefined ? undefined : byId.get(before)
  const gap = row && earlier ? row.at - earlier.at : 0
  const path = row ? row.target.split('?', 1)[0]! : ''
  return (
    <th scope="col">
      {gap > 2000 && (
        <span class="gap" title={`${span(gap)} later`}>
          +{span(gap)}
        </span>
      )}
      {row && <Turns from={earlier?.seq ?? -1} to={row.seq} />}
      <a href={`#exchanges/${id}`} title={row ? `${row.method} ${inert(row.target)}` : ''}>
        <span class="path">
          <bdi>{inert(path)}</bdi>
        </span>
        <span class="quiet">
          #{id} {row ? `${row.method} ${row.status ?? '—'}` : ''}
          {row?.instance !== undefined && instances.size > 1 && ` · ${inert(row.instance)}`}
        </span>
      </a>
    </th>
  )
}

function LaneRow({ lane, columns, onFold }: { lane: Lane; columns: readonly number[]; onFold(key: string): void }) {
  const { name, chunks, has, places, key, troubles } = lane
  return (
    <tr>
      <th scope="row">
        <span class="lane-name">
          <bdi>{inert(name)}</bdi>
          {chunks.length > 0 && (
            <button type="button" class="fold" onClick={() => onFold(key)} title={chunks.join(', ')}>
              {chunks.length} chunks
            </button>
          )}
        </span>
        <span class="quiet">
          <span class="has" data-has={has}>
            {has ? '● in the browser' : '○ not in browser'}
          </span>
          {troubles.length > 0 && (
            <span class="troubles">
              {troubles.map(([moment, count]) => (
                <span key={moment} data-tone={MOMENT_WORDS[moment].tone}>
                  <span aria-hidden="true">{MOMENT_WORDS[moment].sign}</span> {count} {MOMENT_WORDS[moment].word}
                </span>
              ))}
            </span>
          )}
          {places.length > 0 && (
            <span class="place">
              <bdi>{inert(places.join('  '))}</bdi>
            </span>
          )}
        </span>
      </th>
      {columns.map((id) => {
        const cell = lane.cells.get(id)
        return (
          <td key={id} data-before={cell?.before} data-after={cell?.after} data-busy={(cell?.moments.length ?? 0) > 0}>
            {cell?.moments.map((moment) => (
              <Point key={`${moment.seq}${moment.moment}${moment.name}`} moment={moment} lane={name} />
            ))}
          </td>
        )
      })}
    </tr>
  )
}

function Point({ moment, lane }: { moment: Moment; lane: string }) {
  const { word: what, sign, tone } = MOMENT_WORDS[moment.moment]
  const on = selected.value === moment
  const chunk = moment.name === lane ? '' : moment.name.slice(lane.length)
  // The browser's word comes after the moment, which stays the same.
  revision.value
  const word = wordOn(moment)
  const own = !word
    ? ''
    : word.moment === 'confirmed'
      ? ', confirmed by the browser itself'
      : ', and the browser says otherwise'
  return (
    <button
      type="button"
      class="pill"
      data-tone={tone}
      data-chunk={chunk === '' ? undefined : chunk}
      aria-pressed={on}
      aria-label={`${moment.name} ${what} in exchange ${moment.exchange}: ${moment.text}${own}`}
      onClick={() => (selected.value = on ? undefined : moment)}
      onPointerEnter={(event) => {
        if (event.pointerType === 'mouse') hovered.value = moment
      }}
      onFocus={() => (hovered.value = moment)}
      onBlur={() => (hovered.value = undefined)}
    >
      <span aria-hidden="true">{sign}</span> {what}
      {word && (
        <span class="own-word" aria-hidden="true" title={word.text}>
          {MOMENT_WORDS[word.moment].sign}
        </span>
      )}
    </button>
  )
}

/** Left and right in a lane, up and down between lanes. */
function walk(event: KeyboardEvent): void {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
  const here = document.activeElement
  if (!step || !here?.classList.contains('pill')) return
  event.preventDefault()
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button.pill')]
  const from = here.getBoundingClientRect()
  const center = ({ left, width }: DOMRect) => left + width / 2
  const [x, y] = step as [number, number]
  const sameRow = here.closest('tr')
  const found = all
    .filter((one) => one !== here)
    .map((one) => ({ one, rect: one.getBoundingClientRect(), row: one.closest('tr') }))
    .filter(({ rect, row }) =>
      x !== 0
        ? row === sameRow && Math.sign(center(rect) - center(from)) === x
        : Math.sign(Math.round(rect.top - from.top)) === y,
    )
    .map(({ one, rect }) => ({ one, far: Math.abs(center(rect) - center(from)) + Math.abs(rect.top - from.top) * 3 }))
    .sort((a, b) => a.far - b.far)[0]
  found?.one.focus()
}
