import type { Catalog, CatalogEntry, Estimate, Run } from '../../../src-main/contract/index.ts'
import { isRecord, valueAt, type Settings } from './paths.ts'
import type { PlannedRun } from './runs.ts'
import { count, duration } from '../format.ts'
import { remainingMs } from '../runs/run-progress.ts'

export interface Cost {
  /** Of the first run. */
  readonly epochs: number
  readonly runMs: number
  readonly totalMs: number
  /** null where runs wait before these whose time nobody knows. */
  readonly finishedAt: number | null
  /** What stands before them; empty where nothing does. */
  readonly queue: string
}

/**
 * What a run's speed depends on, as text. The strength of a noise or an attack, and every other fraction of a method
 * that is applied to images, costs nothing, unless it is 0: a slider does not start a probe.
 */
export function workOf(config: Settings, catalog: Catalog): string {
  const { dataset, architecture, optimizer, batchSize, backend, precision, deterministic } = config
  const augmentations = (config['augmentations'] as readonly unknown[]).map((choice) =>
    withoutStrength(choice, catalog.augmentations),
  )
  const objective = withoutStrength(config['objective'], catalog.objectives)
  const freezing = withoutStrength(config['freezing'], catalog.freezing)
  const { monitor: panels } = config
  const attack = valueAt(panels, 'attack')
  const monitor = {
    ...(isRecord(panels) ? panels : {}),
    attack: isRecord(attack) ? withoutStrength(attack, catalog.attacks) : attack,
  }
  return JSON.stringify({
    dataset,
    architecture,
    optimizer: valueAt(optimizer, 'id'),
    augmentations,
    objective,
    freezing,
    batchSize,
    monitor,
    backend,
    precision,
    deterministic,
  })
}

function withoutStrength(choice: unknown, entries: readonly CatalogEntry[]): unknown {
  const id = valueAt(choice, 'id')
  const entry = entries.find((candidate) => candidate.id === id)
  const params = valueAt(choice, 'params')
  const kept = Object.entries(isRecord(params) ? params : {}).filter(([name]) => {
    const param = entry?.params[name]
    return param?.kind !== 'number' || param.integer
  })
  const off = Object.entries(entry?.params ?? {}).flatMap(([name, param]) => {
    const value = valueAt(params, name) ?? (param.kind === 'number' ? param.default : null)
    return param.kind === 'number' && !param.integer && value === 0 ? [name] : []
  })
  return { id, params: Object.fromEntries(kept), off }
}

export interface MonitorCost {
  /** Of one epoch. */
  readonly time: string
  /** Of an epoch's time with the monitor in it. */
  readonly share: number
  /** "500 + 500 images" */
  readonly images: string
  /** What the attack asks of each image at most; empty where none is monitored. */
  readonly passes: string
}

/** What is measured after every epoch, and what that takes of its time. */
export function monitorCost({ epochSeconds, monitorSeconds, monitor }: Estimate): MonitorCost {
  const { trainImages, validationImages, gradients, forwards } = monitor
  const passes = [
    ...(gradients > 0 ? [`${count(gradients)} ${gradients === 1 ? 'pass' : 'passes'} forward and back`] : []),
    ...(forwards > 0 ? [`${count(forwards)} forward`] : []),
  ]
  return {
    time: monitorSeconds < 1 ? `${monitorSeconds.toFixed(1)} s` : duration(monitorSeconds * 1000),
    share: monitorSeconds / (epochSeconds + monitorSeconds),
    images: `${count(trainImages)} + ${count(validationImages)} images`,
    passes: passes.join(', '),
  }
}

/** All runs are taken to be as slow as the one that was probed; a base model without attacks is faster. */
export function costOf(estimate: Estimate, planned: readonly PlannedRun[], runs: readonly Run[], now: number): Cost {
  const epochMs = (estimate.epochSeconds + estimate.monitorSeconds) * 1000
  const epochsOf = ({ config }: PlannedRun): number => Math.max(0, Number(config['epochs']) || 0)
  const epochs = planned[0] ? epochsOf(planned[0]) : 0
  const totalMs = planned.reduce((sum, run) => sum + epochsOf(run) * epochMs, 0)
  const running = runs.filter(({ state }) => state === 'running' || state === 'preparing')
  const queued = runs.filter(({ state }) => state === 'queued').length
  const left = running.map((run) => remainingMs(run, now))
  const isKnown = queued === 0 && left.every((ms) => ms !== null)
  const waitMs = left.reduce<number>((sum, ms) => sum + (ms ?? 0), 0)
  const before = queued + running.length
  return {
    epochs,
    runMs: epochs * epochMs,
    totalMs,
    finishedAt: isKnown ? now + waitMs + totalMs : null,
    queue: before === 0 ? '' : `after ${before} run${before === 1 ? '' : 's'}${isKnown ? '' : ' of unknown length'}`,
  }
}
