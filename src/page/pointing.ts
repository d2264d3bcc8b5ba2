// Which moment is looked at: the one that was chosen, or for as long as it lasts the one that is pointed at.
import { signal } from '@preact/signals'
import type { Moment } from './store.ts'

export const selected = signal<Moment | undefined>(undefined)
export const hovered = signal<Moment | undefined>(undefined)
