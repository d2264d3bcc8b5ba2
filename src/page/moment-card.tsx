// One moment of one cookie: what happened, why, what to do, and how the cookie looked at every hop.
import { useEffect, useState } from 'preact/hooks'
import type { ExchangeEvent } from '../core/events.ts'
import { inert } from '../views/inert.ts'
import type { Stage } from './cookie-stages.ts'
import { answerStages, attributeRows, requestStages } from './cookie-stages.ts'
import { Masked } from './masked.tsx'
import { MOMENT_WORDS } from './moment-words.ts'
import { open } from './socket.ts'
import type { Moment } from './store.ts'
import { byId, wordOn } from './store.ts'
import { clock } from './time-words.ts'

export function MomentCard({ moment }: { moment: Moment }) {
  const { tone, sign, title } = MOMENT_WORDS[moment.moment]
  const row = byId.get(moment.exchange)
  return (
    <article class="card" data-tone={tone}>
      <h2>
        <span class="sign" data-tone={tone} aria-hidden="true">
          {sign}
        </span>
        <span>{moment.moment === 'changed' && moment.by ? `Rewritten by ${inert(moment.by)}` : title}</span>
      </h2>
      <p class="cookie-name">
        <bdi>{inert(moment.name)}</bdi>
      </p>
      <p>{inert(sentence(moment.text))}</p>
      {moment.fix && (
        <div class="fix">
          <h3>What to do</h3>
          <p>{moment.fix}</p>
        </div>
      )}
      <OwnWord moment={moment} />
      {moment.unknown && <p class="quiet">A proxy cannot tell this for certain; it is the likelier of two verdicts.</p>}
      <dl class="facts">
        {moment.reasons && moment.reasons.length > 0 && (
          <Fact name="Reason">
            {moment.reasons.map((reason) => (
              <code key={reason}>{reason}</code>
            ))}
          </Fact>
        )}
        {moment.value !== undefined && (
          <Fact name="Value">
            {moment.value === '' ? (
              <span class="quiet">empty</span>
            ) : (
              <Masked key={moment.seq} text={moment.value} seq={moment.seq} at={['value']} />
            )}
          </Fact>
        )}
        {moment.domain !== undefined && (
          <Fact name="Domain">
            <bdi class="wire">{inert(moment.domain)}</bdi>
          </Fact>
        )}
        {moment.path !== undefined && (
          <Fact name="Path">
            <bdi class="wire">{inert(moment.path)}</bdi>
          </Fact>
        )}
        {moment.partition && (
          <Fact name="Partition">
            <bdi class="wire">{inert(moment.partition)}</bdi>
          </Fact>
        )}
        {moment.by && (
          <Fact name="By">
            <code>{inert(moment.by)}</code>
          </Fact>
        )}
        <Fact name="When">
          {clock(moment.at)} · {moment.client}
        </Fact>
        <Fact name="Exchange">
          <a href={`#exchanges/${moment.exchange}`}>
            #{moment.exchange} {row && <bdi>{inert(`${row.method} ${row.target}`)}</bdi>}
          </a>
        </Fact>
      </dl>
      {row && <BeforeAfter key={`${row.seq} ${moment.name} ${moment.moment}`} seq={row.seq} moment={moment} />}
    </article>
  )
}

/** What was predicted and what the browser itself says, side by side. */
function OwnWord({ moment }: { moment: Moment }) {
  const told = moment.actual === undefined ? wordOn(moment) : moment
  if (told?.actual === undefined) return null
  const { tone, sign } = MOMENT_WORDS[told.moment]
  return (
    <table class="opinions" data-tone={tone}>
      <tbody>
        <tr>
          <th scope="row">Predicted</th>
          <td>{inert(told.predicted ?? (moment.moment === 'learned' ? 'set by a script, or elsewhere' : ''))}</td>
        </tr>
        <tr>
          <th scope="row">The browser itself</th>
          <td>
            <span aria-hidden="true">{sign}</span> {inert(told.actual)}
          </td>
        </tr>
      </tbody>
    </table>
  )
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? '' : '.')

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const ON_REQUEST = new Set(['sent', 'withheld', 'missing', 'unexpected', 'learned', 'expired'])

function BeforeAfter({ seq, moment }: { seq: number; moment: Moment }) {
  const [event, setEvent] = useState<ExchangeEvent | undefined>(undefined)
  useEffect(() => {
    let wanted = true
    // Somebody who sweeps over a lane does not want each of them.
    const timer = setTimeout(() => open(seq).then((got) => wanted && setEvent(got)), 80)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [seq])
  if (!event) return null
  const request = ON_REQUEST.has(moment.moment) || (moment.moment === 'stripped' && /request/.test(moment.text))
  const stages = request ? requestStages(event, moment.name) : answerStages(event, moment.name)
  if (stages.length === 0) return null
  return (
    <section>
      <h3>{request ? 'In the request' : 'Its Set-Cookie line, hop by hop'}</h3>
      {request ? <Path stages={stages} /> : <Attributes stages={stages} />}
    </section>
  )
}

function Path({ stages }: { stages: readonly Stage[] }) {
  return (
    <ol class="path-stages">
      {stages.map(({ by, line }, i) => (
        <li key={i} data-there={line !== undefined}>
          <code>{inert(by)}</code> {line === undefined ? '✕ not there' : '● there'}
        </li>
      ))}
    </ol>
  )
}

function Attributes({ stages }: { stages: readonly Stage[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Attributes at each hop">
      <table class="attributes">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Attribute</span>
            </th>
            {stages.map(({ by }, i) => (
              <th key={i} scope="col">
                {inert(by)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attributeRows(stages).map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{inert(name)}</th>
              {values.map((value, i) => (
                <td key={i} data-changed={i > 0 && value !== values[i - 1]}>
                  {i > 0 && value !== values[i - 1] && (
                    <span class="mark">
                      ≠<span class="unseen"> changed: </span>
                    </span>
                  )}
                  {value === undefined ? <span class="quiet">—</span> : value === '' ? 'yes' : <Masked text={value} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
