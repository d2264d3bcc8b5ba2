// The chain that is played, drawn: what each step is, how often it changed something, and a switch for it.
import { useMemo } from 'preact/hooks'
import type { StepShown } from '../inspector/protocol.ts'
import { inert } from '../views/inert.ts'
import { tell } from './socket.ts'
import { facts, notices, revision, rows } from './store.ts'

export function ScenarioView() {
  const number = revision.value
  const known = facts.value
  const scenario = known?.scenario
  // From when it began to be played: what another one did before is not its own.
  const begun = notices.findLast(
    (one) => one.type === 'front' && (one.state === 'listening' || /played from now on/.test(one.text)),
  )
  const counts = useMemo(() => {
    const out = new Map<string, number>()
    for (const row of rows) {
      if (row.seq < (begun?.seq ?? 0)) continue
      for (const one of row.touched) out.set(one, (out.get(one) ?? 0) + 1)
    }
    return out
  }, [number, begun?.seq])
  if (!scenario) return null
  const groups = new Map<string, { name: string; about: string }[]>()
  for (const { group, ...one } of known.scenarios)
    groups.set(group || 'others', [...(groups.get(group || 'others') ?? []), one])
  const listed = known.scenarios.some(({ name }) => name === scenario.name)
  return (
    <div class="scenario">
      <header>
        <h2>{scenario.name}</h2>
        <p>{inert(scenario.about)}</p>
        <label class="switch-to">
          Play
          <select
            value={listed ? scenario.name : ''}
            onChange={(event) =>
              event.currentTarget.value !== '' && tell({ t: 'play', name: event.currentTarget.value })
            }
          >
            {!listed && <option value="">{scenario.name}</option>}
            {[...groups].map(([group, list]) => (
              <optgroup key={group} label={group}>
                {list.map(({ name, about }) => (
                  <option key={name} value={name} title={about}>
                    {name}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
      </header>
      {scenario.error && (
        <div class="notice" data-level="error" role="alert">
          <p>✕ The file as it was last saved cannot be played. The scenario plays on as it was before.</p>
          <pre>{inert(scenario.error).replaceAll('\\x0a', '\n')}</pre>
        </div>
      )}
      <ol class="chain">
        <li class="station">Browser</li>
        {scenario.hops.map(({ name, steps }) => (
          <li key={name} class="hop">
            <h3>{inert(name)}</h3>
            <ol>
              {steps.map((step) => (
                <Step key={step.index} step={step} hop={name} count={counts.get(`${name}/${step.name}`) ?? 0} />
              ))}
            </ol>
          </li>
        ))}
        <li class="station">
          App
          {known.upstreams.map((one) => (
            <span key={one} class="quiet">
              {one.replace(/^https?:\/\//, '')}
            </span>
          ))}
        </li>
      </ol>
      <p class="quiet">
        A request goes through the steps from the browser to the app, its answer back in reverse. A step that is
        switched off is left out from the next exchange on; the file stays as it is.
      </p>
    </div>
  )
}

function Step({ step, hop, count }: { step: StepShown; hop: string; count: number }) {
  const { index, name, on, fixed, lines, source, believed } = step
  return (
    <li class="step-card" data-on={on}>
      <p class="step-top">
        <b>{name}</b>
        <span class="quiet">
          {count === 0 ? 'changed nothing yet' : `changed ${count} ${count === 1 ? 'exchange' : 'exchanges'}`}
        </span>
        {fixed ? (
          <span class="quiet" title="Every front does that">
            always on
          </span>
        ) : (
          <button
            type="button"
            role="switch"
            aria-checked={on}
            aria-label={`${hop}/${name}`}
            onClick={() => tell({ t: 'switch', step: index, on: !on })}
          >
            <span class="knob" aria-hidden="true" /> {on ? 'on' : 'off'}
          </button>
        )}
      </p>
      {lines.map((line, i) => (
        <code key={i}>{inert(line)}</code>
      ))}
      {source && <p class="quiet">stands for {inert(source)}</p>}
      {believed && <p class="quiet">believed: {inert(believed)}</p>}
    </li>
  )
}
