// Causes that were found, each with what it was seen by and what to do.
import { inert } from '../views/inert.ts'
import { Masked } from './masked.tsx'
import { sentence } from './sentence.ts'
import type { Found } from './store.ts'
import { byId, facts, findings, revision } from './store.ts'
import { clock } from './time-words.ts'

const LEVELS = { error: ['✕', 'Cause'], warning: ['!', 'Likely to hurt'], info: ['i', 'Good to know'] } as const
const ORDER = ['error', 'warning', 'info']

export function FindingsView() {
  revision.value
  const list = [...findings].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level) || a.seq - b.seq)
  if (list.length === 0)
    return (
      <div class="hello">
        <h2>Nothing found</h2>
        <p>
          When traffic shows a known way to lose a session, its cause stands here with the evidence and the fix.
          {facts.value?.live && ' Healthy traffic stays quiet.'}
        </p>
      </div>
    )
  return (
    <div class="cards">
      {list.map((one) => (
        <Card key={one.seq} one={one} />
      ))}
    </div>
  )
}

function Card({ one }: { one: Found }) {
  const [sign, word] = LEVELS[one.level]
  const row = byId.get(one.exchange)
  return (
    <article class="finding" data-level={one.level}>
      <p class="level">
        <span aria-hidden="true">{sign}</span> {word}
      </p>
      <h2>{sentence(inert(one.title))}</h2>
      {one.why && (
        <div>
          <h3>Why not on your own machine</h3>
          <p>{inert(one.why)}</p>
        </div>
      )}
      <h3>Seen</h3>
      <a class="evidence" href={`#exchanges/${one.exchange}`}>
        {one.evidence.map((line, i) => (
          <code key={i}>
            <Masked text={line} />
          </code>
        ))}
        <span class="quiet">
          exchange #{one.exchange} {row && `${row.method} ${inert(row.target)}`} · {clock(one.at)}
          {one.client ? ` · ${one.client}` : ''}
          {one.count > 1 && ` · ${one.count} times`} →
        </span>
      </a>
      {one.fix.length > 0 && (
        <div class="fix">
          <h3>What to do</h3>
          <ul>
            {one.fix.map((line, i) => (
              <li key={i}>{inert(line)}</li>
            ))}
          </ul>
        </div>
      )}
      <p class="quiet">
        <code>{one.id}</code>
        {one.explains && one.explains.length > 0 && <> explains {one.explains.join(', ')}</>}
      </p>
    </article>
  )
}
