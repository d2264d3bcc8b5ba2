import { type Signal, signal } from '@preact/signals'
import { client, FLOWS, flow, host, text, verdict } from './filters.ts'
import { MOMENT_WORDS } from './moment-words.ts'
import { moments, revision, rows } from './store.ts'

/** Of a narrow page, whose choices are folded away until they are wanted. */
const more = signal(false)

export function FilterBar() {
  revision.value
  const clients = [...new Set([...rows, ...moments].map((one) => one.client))].filter(Boolean).sort()
  const hosts = [...new Set(rows.map((row) => row.host))].sort()
  const verdicts = Object.entries(MOMENT_WORDS).map(([key, { word }]): [string, string] => [key, word])
  const any = [text, client, host, verdict, flow].some((one) => one.value !== '')
  return (
    <search class="filters" data-more={more.value || [client, host, verdict, flow].some((one) => one.value !== '')}>
      <label class="grow">
        <span class="unseen">Filter by name, path, status or hop</span>
        <input
          id="filter"
          type="search"
          placeholder="Filter: cookie, path, status, hop …  ( / )"
          autocomplete="off"
          spellcheck={false}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      <button type="button" class="more" aria-expanded={more.value} onClick={() => (more.value = !more.value)}>
        Filters
      </button>
      <Choice label="Client" all="every client" chosen={client} list={clients.map((one) => [one, one])} />
      <Choice label="Host" all="every host" chosen={host} list={hosts.map((one) => [one, one])} />
      <Choice label="Verdict" all="every verdict" chosen={verdict} list={verdicts} />
      <Choice label="Flow" all="every flow" chosen={flow} list={FLOWS.slice(1)} />
      {any && (
        <button type="button" onClick={clear}>
          Clear
        </button>
      )}
    </search>
  )
}

function clear(): void {
  for (const one of [text, client, host, verdict, flow]) one.value = ''
}

interface Choices {
  readonly label: string
  readonly all: string
  readonly chosen: Signal<string>
  readonly list: readonly (readonly [string, string])[]
}

function Choice({ label, all, chosen, list }: Choices) {
  return (
    <label>
      <span class="unseen">{label}</span>
      <select
        value={chosen.value}
        onChange={(event) => (chosen.value = event.currentTarget.value)}
        data-set={chosen.value !== ''}
      >
        <option value="">{all}</option>
        {list.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}
