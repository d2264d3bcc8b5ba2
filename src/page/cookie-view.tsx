// The first thing people see: the life of every cookie.
import { signal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { chosen, exchangePasses, momentPasses } from './filters.ts'
import { Gauges } from './gauges.tsx'
import { LaneGrid } from './lane-grid.tsx'
import { lanesOf } from './lanes.ts'
import { MomentCard } from './moment-card.tsx'
import { MOMENT_WORDS } from './moment-words.ts'
import { hovered, selected } from './pointing.ts'
import { byId, facts, moments, revision } from './store.ts'

const most = signal(60)
const unfolded = signal<ReadonlySet<string>>(new Set())

export function CookieView() {
  const how = chosen()
  const number = revision.value
  const lanes = useMemo(() => {
    const passing = moments.filter((moment) => momentPasses(moment, how, byId.get(moment.exchange)))
    const judged = new Set(
      how.verdict === '' ? [] : passing.filter(({ moment }) => moment === how.verdict).map((one) => one.exchange),
    )
    return lanesOf(
      how.verdict === '' ? passing : passing.filter((one) => judged.has(one.exchange)),
      most.value,
      unfolded.value,
    )
  }, [number, how.text, how.client, how.host, how.verdict, how.flow, most.value, unfolded.value])
  const shown = hovered.value ?? selected.value
  const panel = useRef<HTMLElement>(null)
  const chosenOne = selected.value
  useEffect(() => {
    // On a narrow page the panel stands below.
    if (chosenOne && matchMedia('(max-width: 900px)').matches) panel.current?.scrollIntoView({ block: 'start' })
  }, [chosenOne])
  if (moments.length === 0) return <Nothing />
  return (
    <div class="split" data-open={shown !== undefined}>
      <section class="lanes" aria-label="Cookies over time">
        {lanes.columns.length === 0 ? (
          <p class="empty">Nothing that passes the filter.</p>
        ) : (
          <LaneGrid
            lanes={lanes}
            onEarlier={() => (most.value += 60)}
            onFold={(key) => {
              const next = new Set(unfolded.value)
              if (!next.delete(key)) next.add(key)
              unfolded.value = next
            }}
          />
        )}
        <Gauges passes={(row) => exchangePasses(row, { ...how, text: '', verdict: '' }, new Map())} />
        <Legend />
      </section>
      <aside class="panel" ref={panel} aria-label="What happened" aria-live="off">
        {shown ? (
          <MomentCard moment={shown} />
        ) : (
          <p class="empty">Point at a moment, or choose one, to see what happened and why.</p>
        )}
      </aside>
    </div>
  )
}

function Nothing() {
  const known = facts.value
  return (
    <div class="hello">
      <h2>No cookie has been seen yet</h2>
      {known?.origin ? (
        <p>
          Open{' '}
          <a href={known.origin} target="_blank" rel="noreferrer">
            {known.origin}
          </a>{' '}
          and sign in. Every cookie that is set, sent, rewritten or refused appears here, with the reason.
          {known.live && (
            <span class="hint">
              In the terminal, the key <kbd>o</kbd> opens a browser with a throw-away profile, which trusts the
              certificate and says itself what it does with cookies.
            </span>
          )}
        </p>
      ) : (
        <p>Nothing in this recording sets or sends one.</p>
      )}
    </div>
  )
}

function Legend() {
  return (
    <details class="legend">
      <summary>What the signs mean</summary>
      <ul>
        {Object.values(MOMENT_WORDS).map(({ word, sign, tone, title }) => (
          <li key={word}>
            <span class="pill" data-tone={tone}>
              <span aria-hidden="true">{sign}</span> {word}
            </span>{' '}
            {title}
          </li>
        ))}
      </ul>
      <p>A line through the lane: the browser has the cookie. Arrow keys move between moments, Enter keeps one open.</p>
    </details>
  )
}
