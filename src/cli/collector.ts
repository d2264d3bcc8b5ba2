// How this process collects its garbage. Nearly all that a proxy makes is over with its exchange. V8 watches what survives at each
// place that makes objects, and moves a place's objects to the old generation from their birth when many did; after a burst it
// does so with parts of an exchange, and from then on every exchange hangs on an old object and survives (measured: a fifth
// of the CPU time). Only for a process that is ours: whoever uses the API has a program of their own in it.
import { setFlagsFromString } from 'node:v8'

export function expectShortLives(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
