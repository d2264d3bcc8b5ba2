// The frame around the views: what is played, whether the page is connected, the tabs, and the keys that work everywhere.
import { useEffect } from 'preact/hooks'
import { CacheView } from './cache-view.tsx'
import { CheckView } from './check-view.tsx'
import { CookieView } from './cookie-view.tsx'
import { ExchangeView } from './exchange-view.tsx'
import { FilterBar } from './filter-bar.tsx'
import { verdict } from './filters.ts'
import { FindingsView } from './findings-view.tsx'
import { go, route, VIEWS, type View } from './route.ts'
import { ScenarioView } from './scenario-view.tsx'
import { facts, findings, link, revision, skipped, spoken, toast } from './store.ts'

const SHOWN: Record<View, () => preact.JSX.Element | null> = {
  cookies: CookieView,
  exchanges: ExchangeView,
  findings: FindingsView,
  cache: CacheView,
  scenario: ScenarioView,
  check: CheckView,
}

export function App() {
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const { view } = route.value
  const Shown = SHOWN[view]
  return (
    <>
      <a class="skip" href={`#${view}`} onClick={skip}>
        Skip to the view
      </a>
      <header class="top">
        <Heading />
        <Tabs />
      </header>
      {(view === 'cookies' || view === 'exchanges') && <FilterBar />}
      <main id="view" tabIndex={-1} aria-label={VIEWS.find(([name]) => name === view)![1]}>
        <Shown />
      </main>
      <div class="toast" role="status" aria-live="polite" data-bad={toast.value?.bad}>
        {toast.value?.text}
      </div>
    </>
  )
}

function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('view')?.focus()
}

function Heading() {
  const known = facts.value
  return (
    <div class="heading">
      <img src="icon.svg" alt="" width="28" height="28" />
      <div class="names">
        <h1>{known ? known.title.replace(/^https?:\/\//, '') : 'repro-proxy'}</h1>
        <p>
          {known?.scenario ? (
            <>
              plays <a href="#scenario">{known.scenario.name}</a>
              {known.upstreams.length > 0 && <> before {known.upstreams.join(', ').replace(/https?:\/\//g, '')}</>}
            </>
          ) : (
            known && 'a recording'
          )}
        </p>
      </div>
      <Spoken />
      <Link />
      <Exports />
    </div>
  )
}

/** A browser that was opened here says what it did with cookies. */
function Spoken() {
  revision.value
  const { confirmed, disagreed } = spoken
  if (confirmed + disagreed === 0) return null
  const show = (which: 'confirmed' | 'disagreed') => {
    verdict.value = which
    go('cookies')
  }
  return (
    <p class="spoken" title="What the opened browser itself says of its cookies, beside what was predicted">
      <span class="quiet">browser</span>
      <button type="button" class="pill" data-tone="calm" onClick={() => show('confirmed')}>
        <span aria-hidden="true">✓</span> {confirmed} confirmed
      </button>
      {disagreed > 0 && (
        <button type="button" class="pill" data-tone="bad" onClick={() => show('disagreed')}>
          <span aria-hidden="true">≠</span> {disagreed} disagreed
        </button>
      )}
    </p>
  )
}

function Link() {
  const known = facts.value
  const state = link.value
  const words =
    state === 'live'
      ? known?.live === false
        ? 'recording'
        : 'live'
      : state === 'lost'
        ? 'not connected'
        : 'connecting'
  return (
    <p class="link" data-state={state} role="status">
      <span aria-hidden="true">{state === 'live' ? '●' : state === 'lost' ? '✕' : '…'}</span> {words}
      {skipped.value > 0 && (
        <span title="The page could not keep up, or these are no longer kept."> · {skipped.value} events left out</span>
      )}
    </p>
  )
}

function Exports() {
  const list = facts.value?.exports ?? []
  if (list.length === 0) return null
  return (
    <details
      class="exports"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) currentTarget.open = false
      }}
    >
      <summary>
        Save <span aria-hidden="true">▾</span>
      </summary>
      <ul>
        {list.map(({ name, label }) => (
          <li key={name}>
            <a href={`export/${name}`} download={name}>
              {label} <span class="quiet">{name}</span>
            </a>
          </li>
        ))}
        <li>
          <p class="quiet">Secrets in them are fingerprints.</p>
        </li>
      </ul>
    </details>
  )
}

function Tabs() {
  revision.value
  const { view } = route.value
  const live = facts.value?.live !== false
  return (
    <nav aria-label="Views">
      <ul class="tabs">
        {VIEWS.filter(([name]) => live || !['cache', 'scenario', 'check'].includes(name)).map(([name, label], i) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={name === view ? 'page' : undefined} title={`Key ${i + 1}`}>
              {label}
              {name === 'findings' && findings.length > 0 && (
                <span class="count">
                  {findings.length}
                  <span class="unseen"> found</span>
                </span>
              )}
              {name === 'scenario' && facts.value?.scenario?.error && <span class="count bad">!</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function onKey(event: KeyboardEvent): void {
  const typing = event.target instanceof HTMLElement && /^(?:INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (typing) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur()
    return
  }
  const view = VIEWS[Number(event.key) - 1]
  if (view) go(view[0])
  else if (event.key === '/') document.querySelector<HTMLInputElement>('#filter')?.focus()
  else if (event.key === 'Escape' && route.value.id !== undefined) go(route.value.view)
  else return
  event.preventDefault()
}
