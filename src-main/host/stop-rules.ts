import { isActive, type Emit, type StopRules } from '../contract/index.ts'
import type { Curve } from '../core/stop-rules/curve.ts'
import { bestOf } from '../core/stop-rules/curve.ts'
import { betterOf, reasonToBeginNone, reasonToEnd } from '../core/stop-rules/end-run.ts'
import type { JobEvent } from '../engine/protocol.ts'
import type { StoredJob } from '../store/jobs.ts'
import type { StoredRun } from '../store/runs.ts'
import type { HostContext } from './context.ts'
import { announceRunState, cancelEvaluations, findRun } from './services/runs.ts'

/** Forks and all. */
const mostRuns = 10_000

type Rules = { readonly experiment: string; readonly rules: StopRules }

/**
 * Looks at a job's events after they were recorded: why its training is to end after the epoch that they bring, or null.
 * Decided anew whenever an epoch is over, from what is stored, so that a host that died in between decides the same.
 */
export function watchStopRules(context: HostContext, job: StoredJob): (events: readonly JobEvent[]) => string | null {
  const found = job.kind === 'train' ? rulesOf(context, job.run) : null
  if (found === null || isExempt(context, job.run)) return () => null
  const { experiment, rules } = found
  const run = findRun(context, job.run)
  return (events) => {
    const epoch = epochOf(events, rules.measure)
    if (epoch === null || epoch >= run.config.epochs) return null
    const curves = curvesOf(context, experiment, rules)
    const spent = spentBy(context, experiment, rules, curves)
    const none = reasonToBeginNone(rules, spent)
    if (none) context.journal((announce) => withdrawWaiting(context, announce, experiment, none.reason))
    if (none?.endsRunning) return none.reason
    const others = [...curves].flatMap(([id, curve]) => (id === run.id ? [] : [curve]))
    return reasonToEnd(rules, (curves.get(run.id) ?? []).slice(0, epoch), others)
  }
}

/** After a training: takes out of the queue what its experiment's rules let not begin any more. */
export function withdrawAfter(context: HostContext, announce: Emit, job: StoredJob): void {
  const found = job.kind === 'train' ? rulesOf(context, job.run) : null
  if (found === null) return
  const { experiment, rules } = found
  const none = reasonToBeginNone(rules, spentBy(context, experiment, rules, curvesOf(context, experiment, rules)))
  if (none) withdrawWaiting(context, announce, experiment, none.reason)
}

/** Writes down that a rule ended a run. */
export function tellStopRule({ store, now }: HostContext, announce: Emit, run: StoredRun, message: string): void {
  const event = { run: run.id, step: run.step, kind: 'stop-rule', message, at: now() } as const
  store.events.insert(event)
  announce('runs', 'happened', event)
}

function rulesOf({ store }: HostContext, run: string): Rules | null {
  const { experiment } = findRun({ store }, run)
  const rules = store.experiments.get(experiment)?.config.stop
  return rules ? { experiment, rules } : null
}

/** Somebody wants it to go on, or began it beside the others. */
const isExempt = ({ store }: HostContext, run: string): boolean =>
  store.origins.ofRun(run) !== null || store.events.hasKind(run, 'stop-rule')

/** The newest epoch that events bring the measure of. */
function epochOf(events: readonly JobEvent[], measure: string): number | null {
  const points = events.flatMap((event) => (event.kind === 'points' ? event.points : []))
  return points.findLast(({ name }) => name === measure)?.epoch ?? null
}

/** Of every run of the experiment, by its id. */
function curvesOf({ store }: HostContext, experiment: string, { measure }: StopRules): ReadonlyMap<string, Curve> {
  const points = Map.groupBy(store.metrics.ofExperiment(experiment, measure), ({ run }) => run)
  return new Map(
    [...points].map(([run, own]) => {
      const byEpoch = new Map(own.map(({ epoch, value }) => [epoch, value]))
      const length = Math.max(0, ...byEpoch.keys())
      return [run, Array.from({ length }, (_, index) => byEpoch.get(index + 1) ?? Number.NaN)] as const
    }),
  )
}

function spentBy(
  { store, now }: HostContext,
  experiment: string,
  { measure }: StopRules,
  curves: ReadonlyMap<string, Curve>,
) {
  const better = betterOf(measure)
  const bests = [...curves.values()].map((curve) => bestOf(curve, curve.length, better))
  const best = bestOf(bests, bests.length, better)
  return {
    minutes: store.jobs.trainedMs(experiment, now()) / 60_000,
    runs: store.runs.ofExperiment(experiment, mostRuns).filter(hasEnded).length,
    best: Number.isNaN(best) ? null : best,
  }
}

const hasEnded = ({ startedAt, state }: StoredRun): boolean => startedAt !== null && !isActive(state)

/** Runs that were never begun, their evaluations with them. */
function withdrawWaiting(context: HostContext, announce: Emit, experiment: string, reason: string): void {
  const { store, now } = context
  for (const run of store.runs.ofExperiment(experiment, mostRuns)) {
    if (run.state !== 'queued' || run.startedAt !== null || isExempt(context, run.id)) continue
    for (const job of store.jobs.ofRun(run.id, 'queued')) {
      if (job.kind === 'train') store.jobs.setState(job.id, 'cancelled', reason, now())
    }
    announceRunState(context, announce, run.id, 'cancelled', `Not begun. ${reason}`)
    cancelEvaluations(context, announce, run.id, reason, 'all')
    tellStopRule(context, announce, run, `Not begun. ${reason}`)
  }
}
