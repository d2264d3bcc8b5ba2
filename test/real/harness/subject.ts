import { startDemoApp } from '../../../src/demo/app.ts'
import { type ExampleApp, type ExampleName, startExampleApp } from './example-app.ts'

/** An app to sign in to: one of examples/ under its development command, or the demo app. */
export type Subject = ExampleName | 'demo'

export async function startSubject(name: Subject): Promise<ExampleApp> {
  if (name !== 'demo') return startExampleApp(name)
  const app = await startDemoApp()
  return { port: app.port, log: () => '', close: () => app.close() }
}
