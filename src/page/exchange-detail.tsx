// One exchange as a ladder: browser, hops, app side by side, the request going down and the answer coming back.
import { useEffect, useState } from 'preact/hooks'
import type { ExchangeEvent } from '../core/events.ts'
import { inert } from '../views/inert.ts'
import { Status } from './exchange-list.tsx'
import { Doings, Head } from './head.tsx'
import { rungsOf } from './ladder.ts'
import { MOMENT_WORDS } from './moment-words.ts'
import { selected } from './pointing.ts'
import { go } from './route.ts'
import { sentence } from './sentence.ts'
import { open, say } from './socket.ts'
import type { Row } from './store.ts'
import { facts, findings, instances, moments } from './store.ts'
import { bytes, clock, span } from './time-words.ts'
import { wireOf } from './wire-text.ts'

export function ExchangeDetail({ row }: { row: Row }) {
  const [event, setEvent] = useState<ExchangeEvent | 'gone' | undefined>(undefined)
  useEffect(() => {
    let wanted = true
    open(row.seq).then((got) => wanted && setEvent(got ?? 'gone'))
    return () => {
      wanted = false
    }
  }, [row.seq])
  const told = moments.filter((moment) => moment.exchange === row.id)
  const found = findings.filter((one) => one.exchange === row.id)
  return (
    <article class="detail">
      <header>
        <h2>
          <span class="quiet">#{row.id}</span> {inert(row.method)} <bdi>{inert(row.target)}</bdi>
        </h2>
        <p>
          <Status code={row.status} end={row.end} /> <span class="quiet">{row.scheme}://</span>
          <bdi>{inert(row.host)}</bdi> · {row.kind} · {row.client || 'unknown client'} · {clock(row.at)} ·{' '}
          {span(row.ms)}
          {row.instance !== undefined && instances.size > 1 && ` · instance ${inert(row.instance)}`}
          {row.visitor !== undefined && ' · a visitor that the scenario sent'}
          {row.attempts > 1 && ` · ${row.attempts} tries`}
          {typeof event === 'object' && ` · ${bytes(event.bytes.response)}`}
        </p>
        <div class="tools">
          {typeof event === 'object' && (
            <button type="button" onClick={() => copy(wireOf(event))}>
              Copy as wire notation
            </button>
          )}
          <button type="button" onClick={() => go('exchanges')} aria-label="Close this exchange">
            Close
          </button>
        </div>
      </header>
      {found.map((one) => (
        <p key={one.seq} class="notice" data-level={one.level}>
          <a href="#findings">{sentence(inert(one.title))}</a>
        </p>
      ))}
      {told.length > 0 && (
        <ul class="moments">
          {told.map((moment) => {
            const { word, sign, tone } = MOMENT_WORDS[moment.moment]
            return (
              <li key={`${moment.seq}${moment.moment}${moment.name}`}>
                <button
                  type="button"
                  class="pill"
                  data-tone={tone}
                  onClick={() => {
                    selected.value = moment
                    go('cookies')
                  }}
                >
                  <span aria-hidden="true">{sign}</span> {word}
                </button>{' '}
                <p>
                  <b>
                    <bdi>{inert(moment.name)}</bdi>
                  </b>{' '}
                  {inert(moment.text)}
                </p>
              </li>
            )
          })}
        </ul>
      )}
      {event === 'gone' && <p class="empty">Its headers are not kept any more.</p>}
      {typeof event === 'object' && <Ladder event={event} seq={row.seq} />}
      {typeof event === 'object' && event.story.length > 0 && (
        <section>
          <h3>What the hops say</h3>
          <ul class="story">
            {event.story.map((line, i) => (
              <li key={i}>
                <bdi>{inert(line)}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  )
}

function Ladder({ event, seq }: { event: ExchangeEvent; seq: number }) {
  const known = facts.value?.scenario?.hops.map(({ name }) => name) ?? []
  const rungs = rungsOf(event, known)
  const stop = rungs.findIndex(({ answered }) => answered !== undefined)
  const { browser, app } = event
  return (
    <ol class="ladder" style={{ '--rungs': String(rungs.length + 2) }}>
      <li class="rung end">
        <h3>Browser</h3>
        <Head side="request" head={browser.request} other={app?.request} seq={seq} at={['browser', 'request']} />
        <Head side="response" head={browser.response} other={app?.response} seq={seq} at={['browser', 'response']} />
      </li>
      {rungs.map((rung, i) => (
        <li key={rung.hop} class="rung" data-reached={stop < 0 || i <= stop || app !== undefined}>
          <h3>
            {inert(rung.hop)}
            {rung.answered && (
              <span class="badge" data-kind="answer">
                {inert(rung.answered)} answered
              </span>
            )}
          </h3>
          <Doings side="request" list={rung.request} />
          <Doings side="response" list={rung.response} />
        </li>
      ))}
      <li class="rung end" data-reached={app !== undefined}>
        <h3>
          App
          {app?.instance && (
            <span class="badge" data-kind="instance">
              instance {inert(app.instance)}
            </span>
          )}
        </h3>
        {app ? (
          <>
            <Head side="request" head={app.request} other={browser.request} seq={seq} at={['app', 'request']} />
            <Head side="response" head={app.response} other={browser.response} seq={seq} at={['app', 'response']} />
          </>
        ) : (
          <p class="empty">
            It never saw this request
            {event.servedFrom === undefined ? '' : `; the answer is that of #${event.servedFrom}`}.
          </p>
        )}
      </li>
    </ol>
  )
}

function copy(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => say('Copied. Secrets in it are fingerprints.'),
    () => say('The browser does not let this page use the clipboard.', true),
  )
}
