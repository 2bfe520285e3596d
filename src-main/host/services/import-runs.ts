import { basename } from 'node:path'
import { setImmediate as letOthers } from 'node:timers/promises'
import { ExperimentConfig, importSourceTitles, type ImportedRun, type MetricPoint } from '../../contract/index.ts'
import { allowPath, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import type { RunningImports } from '../datasets/running-imports.ts'
import { throwIfCancelled } from '../datasets/cancelled.ts'
import { readInThread } from '../imported-runs/read-in-thread.ts'
import { unknownConfig, type TranslatedRun } from '../imported-runs/translate-run.ts'
import { newId } from '../new-id.ts'
import { describeRun } from './describe.ts'
import { getExperiment } from './experiments.ts'
import { findRun } from './runs.ts'

/** Points that one transaction writes: others are answered in between. */
const atOnce = 10_000

interface Outcome {
  readonly runs: ImportedRun[]
  readonly notes: string[]
}

/**
 * Takes in the logs at a path as runs that are done. A run that was imported before, from there or from a copy, gets the
 * points that are new or changed. What is cut short by a crash or by cancelling is made whole by the next import.
 */
export async function importRuns(
  context: HostContext,
  running: RunningImports,
  given: string,
  caller: Caller,
): Promise<Outcome> {
  return running.during(given, async (signal) => {
    const { path } = await allowPath(given, caller)
    const { runs, passedOver } = await readInThread(path, signal)
    const outcome: Outcome = { runs: [], notes: passedOver.map((file) => `${file} is no log of a training: left out.`) }
    let experiment: string | null = null
    for (const run of runs) {
      throwIfCancelled(signal)
      const known = findKnown(context, run)
      if (known?.isTrashed) {
        outcome.notes.push(`"${run.name}" is in the trash: take it out, or empty the trash, to import it again.`)
        continue
      }
      if (known === null) experiment ??= addExperiment(context, basename(path))
      const id = known?.id ?? addRun(context, run, experiment ?? '')
      const points = known?.sha256 === run.sha256 ? 0 : await addPoints(context, run, id, signal)
      outcome.runs.push({ run: settle(context, run, id), isNew: known === null, points })
    }
    return outcome
  })
}

interface Known {
  readonly id: string
  /** Of what its points come from. */
  readonly sha256: string
  readonly isTrashed: boolean
}

/** A run that began as this one: by its identity, and by the first value of some metric that both have. */
function findKnown({ store }: HostContext, run: TranslatedRun): Known | null {
  for (const { run: id, sha256 } of store.importedRuns.withIdentity(run.identity)) {
    const names = store.metrics.names(id)
    const isSame = (name: string): boolean => {
      const before = store.metrics.first(id, name)
      const now = run.points.find((point) => point.name === name)
      return before !== undefined && now !== undefined && before.step === now.step && before.value === now.value
    }
    if (names.length > 0 && !names.some(isSame)) continue
    return { id, sha256, isTrashed: store.runs.get(id)?.trashedAt !== null }
  }
  return null
}

function addExperiment({ store, now, journal }: HostContext, name: string): string {
  const id = newId()
  const config = ExperimentConfig.parse({ name: name.trim().slice(0, 120) || 'imported', runs: [{}], conditions: [] })
  journal(() => store.experiments.insert({ id, name: config.name, config, createdAt: now() }))
  return id
}

function addRun({ store, now, journal }: HostContext, run: TranslatedRun, experiment: string): string {
  const id = newId()
  const config = unknownConfig(run.name, run.points)
  journal(() => {
    store.runs.insert({ id, experiment, dataset: null, config, createdAt: now() })
    store.runs.setState(id, 'done', null, now())
    // Its points are not there yet, so that the whole log counts as new until they are.
    store.importedRuns.put({ ...storedImport(run, id, now()), sha256: '' })
  })
  return id
}

const storedImport = (
  { source, path, identity, sha256, params, names, notes }: TranslatedRun,
  run: string,
  at: number,
) => ({
  ...{ run, source, path, identity, sha256, importedAt: at },
  params: Object.fromEntries(params),
  names: Object.fromEntries(names),
  notes: [...notes],
})

/** Returns how many were new or changed. */
async function addPoints(
  { store, journal }: HostContext,
  run: TranslatedRun,
  id: string,
  signal: AbortSignal,
): Promise<number> {
  let added = 0
  for (const [name, points] of Map.groupBy(run.points, (point) => point.name)) {
    const before = new Map(store.metrics.series(id, name).map((point) => [point.step, point]))
    const isNews = ({ step, value, epoch }: MetricPoint): boolean => {
      const old = before.get(step)
      return old?.value !== value || old.epoch !== epoch
    }
    const news = points.filter(isNews)
    for (let at = 0; at < news.length; at += atOnce) {
      throwIfCancelled(signal)
      const part = news.slice(at, at + atOnce)
      journal((announce) => {
        store.metrics.put(id, part)
        store.metricSummaries.put(id, part)
        announce('runs', 'points', { run: id, points: part })
      })
      await letOthers()
    }
    added += news.length
  }
  return added
}

/** What the whole log says of the run, once its points are there. */
function settle({ store, now, journal }: HostContext, run: TranslatedRun, id: string) {
  return journal((announce) => {
    const step = run.points.reduce((most, point) => Math.max(most, point.step), 0)
    const epoch = Math.floor(run.points.reduce((most, point) => Math.max(most, point.epoch), 0))
    store.runs.settleImported({
      id,
      step,
      epoch,
      config: unknownConfig(run.name, run.points),
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
    })
    store.importedRuns.put(storedImport(run, id, now()))
    store.events.forgetAfter(id, ['started', 'warning'], -1)
    const tell = (kind: 'started' | 'warning', message: string): void =>
      store.events.insert({ run: id, kind, step: 0, message, at: now() })
    tell('started', `Imported from ${importSourceTitles[run.source]}: ${run.path}`)
    for (const note of run.notes) tell('warning', note)
    const context = { store }
    const described = describeRun(context, findRun(context, id))
    announce('experiments', 'changed', getExperiment(context, described.experimentId))
    announce('runs', 'changed', described)
    return described
  })
}
