// Instances of the app that are run by us, as the proxy sees them: it asks for one and is told where it is, once it is there.
import type { LegOptions, Upstream } from '../core/exchange.ts'

export interface Reached {
  /** Its name is the one of its present life. */
  readonly upstream: Upstream
  /** The request is over for the instance. */
  readonly done?: () => void
}

export interface Instances {
  /** Starts it when it does not run. Rejects with UpstreamError when it cannot be. */
  reach(index: number, leg: LegOptions | undefined): Reached | Promise<Reached>
}
