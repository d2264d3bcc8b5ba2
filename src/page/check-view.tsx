// Whether this browser and the app are ready for a front at all. What fails says what to do.
import { useEffect, useState } from 'preact/hooks'
import type { CheckResult } from '../inspector/protocol.ts'
import { browserChecks } from './browser-checks.ts'
import { tell } from './socket.ts'
import { checks, facts, link } from './store.ts'

const SIGNS = { good: '✓', bad: '✕', unknown: '?' } as const
const WORDS = { good: 'good', bad: 'needs a hand', unknown: 'not known' } as const

export function CheckView() {
  const [own, setOwn] = useState<readonly CheckResult[] | undefined>(undefined)
  const connected = link.value === 'live'
  const origin = facts.value?.origin
  const look = async () => {
    if (!origin) return
    setOwn(undefined)
    checks.value = undefined
    setOwn(await browserChecks(origin))
    tell({ t: 'checks', clock: Date.now() })
  }
  useEffect(() => {
    if (connected) look()
  }, [connected, origin])
  const list = [...(own ?? []), ...(checks.value ?? [])]
  return (
    <section class="checks" aria-busy={own === undefined || checks.value === undefined}>
      <header>
        <h2>Is everything ready?</h2>
        <button type="button" onClick={look}>
          Check again
        </button>
      </header>
      <ul>
        {list.map(({ name, state, text, hint }) => (
          <li key={`${name} ${text}`} data-state={state}>
            <span class="sign" aria-hidden="true">
              {SIGNS[state]}
            </span>
            <div>
              <h3>
                {name} <span class="unseen">{WORDS[state]}</span>
              </h3>
              <p>{text}</p>
              {hint && <p class="hint">{hint}</p>}
            </div>
          </li>
        ))}
      </ul>
      {list.length === 0 && <p class="empty">Looking …</p>}
    </section>
  )
}
