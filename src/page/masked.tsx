// Text from the wire: inert, and with its secrets as fingerprints until somebody asks for them.
import { useState } from 'preact/hooks'
import { inert } from '../views/inert.ts'
import { reveal, say } from './socket.ts'
import { facts } from './store.ts'

const TAG = /(~[0-9a-f]{6}\.\d+)/

interface MaskedText {
  readonly text: string
  /** The event and the way to this text in it; absent: it cannot be asked for. */
  readonly seq?: number
  readonly at?: readonly (string | number)[]
  /** Of the whole text that is answered, the part that stands here. */
  readonly part?: (whole: string) => string
}

export function Masked({ text, seq, at, part }: MaskedText) {
  const [shown, show] = useState<string | undefined>(undefined)
  const pieces = text.split(TAG)
  if (pieces.length === 1) return <bdi class="wire">{inert(text)}</bdi>
  const ask = async () => {
    if (shown !== undefined) return show(undefined)
    const whole = seq === undefined || !at ? undefined : await reveal(seq, at)
    if (whole === undefined) say('That value is not kept any more.', true)
    else show(part ? part(whole) : whole)
  }
  if (shown !== undefined)
    return (
      <button type="button" class="secret open" onClick={ask} title="Click to hide it again">
        <bdi class="wire">{inert(shown)}</bdi>
      </button>
    )
  const can = seq !== undefined && at !== undefined && facts.value?.values !== false
  return (
    <bdi class="wire">
      {pieces.map((piece, i) => {
        if (i % 2 === 0) return inert(piece)
        const [tag, size] = piece.slice(1).split('.') as [string, string]
        const words = (
          <>
            <span aria-hidden="true">••••</span> {tag} <span class="quiet">{size} B</span>
          </>
        )
        return can ? (
          <button key={i} type="button" class="secret" onClick={ask}>
            <span class="unseen">Reveal the value </span>
            {words}
          </button>
        ) : (
          <span key={i} class="secret" title="Masked when it was recorded">
            {words}
          </span>
        )
      })}
    </bdi>
  )
}
