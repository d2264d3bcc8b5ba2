import type { Machine } from './machine.ts'
import { thisMachine } from './machine.ts'
import { commandLine } from './plan.ts'
import { runCommand } from './run-command.ts'
import type { Plan, Step } from './step.ts'

export interface StepResult {
  readonly step: Step
  /** `needs root`: not run, because nobody could be asked for the password; `text` has the commands to run. */
  readonly outcome: 'done' | 'failed' | 'needs root'
  readonly text: string
}

/**
 * Runs a plan that the user asked for, saying before each step what it changes. With a terminal, steps for the administrator
 * go through sudo; without one they are not run and said instead. A store that fails does not keep the others from being done.
 */
export async function runPlan(
  plan: Plan,
  say: (line: string) => void,
  machine: Machine = thisMachine(),
): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const step of plan.steps) {
    say(step.about)
    const result = await runStep(step, say, machine)
    if (result.text !== '') say(result.text)
    results.push(result)
  }
  for (const hint of plan.hints) say(`note: ${hint}`)
  return results
}

async function runStep(step: Step, say: (line: string) => void, machine: Machine): Promise<StepResult> {
  const sudo = step.root && !machine.root
  if (sudo && !(machine.terminal && machine.find('sudo'))) {
    const lines = step.commands.map((argv) => `    ${commandLine(argv, true)}`)
    const text = ['  not done: needs the administrator. Run:', ...lines].join('\n')
    return { step, outcome: 'needs root', text }
  }
  for (const argv of step.commands) {
    say(`    ${commandLine(argv, sudo)}`)
    const { code, output } = await runCommand(sudo ? ['sudo', ...argv] : argv, sudo)
    if (code !== 0) {
      return { step, outcome: 'failed', text: `  failed (exit code ${code}): ${output.trim() || 'no message'}` }
    }
  }
  return { step, outcome: 'done', text: '' }
}
