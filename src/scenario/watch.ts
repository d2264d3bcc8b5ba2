// Saving a scenario applies it: all files that it is made of are watched, and every save is loaded again. A broken save is
// told and changes nothing; the scenario that played before goes on.
import type { FSWatcher } from 'node:fs'
import { unwatchFile, watch, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UserError } from '../core/user-error.ts'
import type { LoadOptions, Scenario } from './load.ts'
import { loadScenario } from './load.ts'

/** Milliseconds: editors write, rename and touch several times for one save. */
const QUIET = 60
/** Some editors move the old file away before the new one is there. */
const GONE = 250
const POLL = 500

export interface ScenarioWatcher {
  close(): void
}

export interface WatchListener {
  /** A new one, to be played from now on. Whoever plays the one before closes it. */
  changed(scenario: Scenario): void
  /** The save is broken. Told once for each different mistake. */
  broken(error: UserError): void
}

/** `current`: what plays now, as it came from loadScenario with the same name and options. */
export function watchScenario(
  nameOrPath: string,
  options: LoadOptions,
  current: { readonly sources: ReadonlyMap<string, string> },
  listener: WatchListener,
): ScenarioWatcher {
  const folders = new Map<string, FSWatcher>()
  const polled = new Set<string>()
  /** What is known of each file; undefined: it is not there. */
  let known = new Map<string, string | undefined>(current.sources)
  let told: string | undefined
  let timer: NodeJS.Timeout | undefined
  let busy = false
  let again = false
  let closed = false

  const soon = (ms = QUIET) => {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), ms)
  }

  async function look(): Promise<void> {
    if (busy) {
      again = true
      return
    }
    busy = true
    again = false
    try {
      await reload()
    } finally {
      busy = false
      if (again && !closed) soon()
    }
  }

  async function reload(): Promise<void> {
    const disk = await onDisk(known.keys())
    if (closed || same(disk, known)) return
    if ([...disk.values()].includes(undefined)) {
      await new Promise((done) => setTimeout(done, GONE))
      if (closed || same(await onDisk(known.keys()), known)) return
    }
    const files = new Map<string, string>()
    try {
      const scenario = await loadScenario(nameOrPath, { ...options, files })
      if (closed) return scenario.close()
      known = new Map(files)
      told = undefined
      listener.changed(scenario)
    } catch (error) {
      if (closed) return
      // The files of the last good one still count: the mistake may be that one is no longer named.
      known = new Map([...(await onDisk(new Set([...known.keys(), ...files.keys()]))), ...readable(files)])
      const problem = error instanceof UserError ? error : new UserError(String((error as Error).stack ?? error))
      if (problem.message !== told) listener.broken(problem)
      told = problem.message
    }
    follow()
    soon() // what was saved meanwhile
  }

  /** Folders, not files: a file that is saved by renaming is another file. */
  function follow(): void {
    const wanted = new Set([...known.keys()].map((file) => dirname(file)))
    for (const [folder, watcher] of folders) {
      if (wanted.has(folder)) continue
      watcher.close()
      folders.delete(folder)
    }
    for (const folder of wanted) {
      if (folders.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, () => soon())
        watcher.on('error', () => {
          watcher.close()
          folders.delete(folder)
          poll(folder)
        })
        folders.set(folder, watcher)
      } catch {
        poll(folder)
      }
    }
  }

  /** Where the system has no watches left, or none for this kind of disk. */
  function poll(folder: string): void {
    for (const file of known.keys()) {
      if (dirname(file) !== folder || polled.has(file)) continue
      polled.add(file)
      watchFile(file, { persistent: false, interval: POLL }, changedOnDisk)
    }
  }
  const changedOnDisk = () => soon()

  follow()
  soon() // what was saved between loading and watching

  return {
    close() {
      closed = true
      clearTimeout(timer)
      for (const watcher of folders.values()) watcher.close()
      for (const file of polled) unwatchFile(file, changedOnDisk)
    },
  }
}

async function onDisk(files: Iterable<string>): Promise<Map<string, string | undefined>> {
  const texts = [...files].map(async (file): Promise<[string, string | undefined]> => {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    return [file, text?.replace(/^\ufeff/, '')]
  })
  return new Map(await Promise.all(texts))
}

/** A file that could not be read has no text. */
function readable(files: ReadonlyMap<string, string>): [string, string][] {
  return [...files].filter(([, text]) => text !== '')
}

function same(a: ReadonlyMap<string, string | undefined>, b: ReadonlyMap<string, string | undefined>): boolean {
  return [...a].every(([file, text]) => b.get(file) === text)
}
