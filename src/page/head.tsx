// One rung's content: a head with all its lines, or what a hop changed in it.
import { cookieDifferences, type Difference } from '../core/changes.ts'
import type { ToldRequest, ToldResponse } from '../core/events.ts'
import { pairs } from '../core/headers.ts'
import { inert } from '../views/inert.ts'
import type { Doing } from './ladder.ts'
import { Masked } from './masked.tsx'

interface HeadShown {
  readonly side: 'request' | 'response'
  readonly head: ToldRequest | ToldResponse | undefined
  /** The same message at the other end: lines that stand only here are marked. */
  readonly other: ToldRequest | ToldResponse | undefined
  readonly seq: number
  readonly at: readonly (string | number)[]
}

export function Head({ side, head, other, seq, at }: HeadShown) {
  const same = new Map<string, number>()
  for (const [name, value] of pairs(other?.headers ?? [])) {
    const key = `${name.toLowerCase()}:${value}`
    same.set(key, (same.get(key) ?? 0) + 1)
  }
  return (
    <section class="head" data-side={side}>
      <h4>
        <span aria-hidden="true">{side === 'request' ? '→ ' : '← '}</span>
        {side}
      </h4>
      {head === undefined ? (
        <p class="empty">none</p>
      ) : (
        <div class="wire-box" tabIndex={0} role="region" aria-label={`${side} head`}>
          <p class="start-line">
            {'method' in head ? (
              <>
                {inert(head.method)} <Masked text={head.target} seq={seq} at={[...at, 'target']} /> HTTP/{head.version}
              </>
            ) : (
              `${head.status} ${inert(head.reason)}`
            )}
          </p>
          {pairs(head.headers).map(([name, value], i) => {
            const key = `${name.toLowerCase()}:${value}`
            const left = same.get(key) ?? 0
            same.set(key, left - 1)
            const only = other !== undefined && left <= 0
            return (
              <p key={i} data-only={only}>
                {only && (
                  <span class="mark" title="not so at the other end">
                    ≠<span class="unseen"> differs at the other end: </span>
                  </span>
                )}
                <b>{inert(name)}:</b> <Masked text={value} seq={seq} at={[...at, 'headers', i * 2 + 1]} />
              </p>
            )
          })}
        </div>
      )}
    </section>
  )
}

export function Doings({ side, list }: { side: 'request' | 'response'; list: readonly Doing[] }) {
  return (
    <section class="doings" data-side={side}>
      <h4>
        <span aria-hidden="true">{side === 'request' ? '→ ' : '← '}</span>
        {side}
      </h4>
      {list.length === 0 && <p class="empty">passed on as it was</p>}
      {list.map(({ step, differences }, i) => (
        <div key={i} class="doing">
          <p class="step">{inert(step)}</p>
          <ul>
            {differences.map((one, j) => (
              <Line key={j} one={one} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function Line({ one }: { one: Difference }) {
  const { what, from, to } = one
  if (what.toLowerCase() === 'set-cookie' && from !== undefined && to !== undefined) {
    const inner = cookieDifferences(from, to)
    return (
      <li data-sign="~">
        <b>Set-Cookie {inert(from.slice(0, Math.max(0, from.indexOf('='))))}</b>
        {inner.length === 0 ? (
          ' spelling only'
        ) : (
          <ul>
            {inner.map((deeper, i) => (
              <Line key={i} one={deeper} />
            ))}
          </ul>
        )}
      </li>
    )
  }
  const sign = from === undefined ? '+' : to === undefined ? '−' : '~'
  return (
    <li data-sign={sign}>
      <span class="sign" title={sign === '+' ? 'added' : sign === '~' ? 'changed' : 'taken away'}>
        {sign}
      </span>{' '}
      <b>{inert(what)}</b>{' '}
      {from !== undefined &&
        from !== '' &&
        (to === undefined ? (
          <Masked text={from} />
        ) : (
          <del>
            <Masked text={from} />
          </del>
        ))}
      {to !== undefined && from !== undefined && ' → '}
      {to !== undefined && to !== '' && <Masked text={to} />}
    </li>
  )
}
