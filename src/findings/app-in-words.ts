import type { Scene } from '../core/diagnosis.ts'

/** `the app`; or which instance of it answered, once another one has answered as well. */
export function appInWords(scene: Scene): string {
  const here = scene.exchange.app?.instance
  for (const { exchange } of scene.all()) if (exchange.app && exchange.app.instance !== here) return `instance ${here}`
  return 'the app'
}
