import type { RunConfig } from '../../src-main/contract/run-config.ts'
import type { Backend } from '../../src-main/engine/backends/start-backend.ts'
import { runTrainJob } from '../../src-main/engine/jobs/train-job.ts'
import type { CheckpointFile, JobEvent } from '../../src-main/engine/protocol.ts'

/** Where a training is stopped: there it is asked to end, or its process dies. */
export interface Stop {
  readonly how: 'asked' | 'killed'
  at(event: JobEvent): boolean
}

export const afterStep = (step: number, how: Stop['how']): Stop => ({
  how,
  at: (event) => event.kind === 'progress' && event.done === step,
})

/** What a host has recorded of a run. */
export interface Recorded {
  stepsTotal: number
  /** By metric and step, less what the clock measured. */
  readonly points: Record<string, number>
  /** What happened, by step and kind, less starts and resumes. */
  readonly happened: Record<string, string>
  readonly files: Partial<Record<CheckpointFile['kind'], CheckpointFile>>
}

const ofTheClock = new Set(['images-per-second', 'data-wait-share'])

class Killed extends Error {}

/** A step or a measurement that is under way is finished. */
const neverAborted = new AbortController().signal

export interface TrainingPlace {
  readonly backend: Backend
  readonly datasetFolder: string
  readonly runFolder: string
}

export const nothingRecorded = (): Recorded => ({ stepsTotal: 0, points: {}, happened: {}, files: {} })

/**
 * Trains as an engine does, by a job of its own, from what was recorded to the stop or, without one, to the end. Where
 * it is killed neither that event nor a further one is recorded, and no checkpoint written.
 */
export async function trainTo(
  stop: Stop | null,
  { backend, datasetFolder, runFolder }: TrainingPlace,
  config: RunConfig,
  recorded: Recorded,
): Promise<void> {
  const asking = new AbortController()
  let isStopped = false
  const emit = (event: JobEvent): void => {
    const isHere = !isStopped && stop?.at(event) === true
    isStopped ||= isHere
    if (isHere && stop?.how === 'killed') throw new Killed()
    record(recorded, event)
    if (isHere) asking.abort()
  }
  const job = { kind: 'train', id: '1', config, datasetFolder, runFolder, fork: null, initialWeights: null } as const
  backend.setNumerics(config)
  try {
    const resumeFrom = recorded.files.last?.path ?? null
    // As on a card: without augmentation no thread is started for the batches.
    const runtime = { ...backend.step, residentBytes: 2 ** 20 }
    await runTrainJob({ ...job, resumeFrom }, { runtime, signal: asking.signal, interrupt: neverAborted, emit })
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  }
  if (isStopped !== (stop !== null)) throw new Error('The training was not stopped where it should have been.')
}

function record(recorded: Recorded, event: JobEvent): void {
  const { points, happened, files } = recorded
  if (event.kind === 'summary') recorded.stepsTotal = event.stepsTotal
  else if (event.kind === 'points') {
    for (const { name, step, value } of event.points) if (!ofTheClock.has(name)) points[`${name} ${step}`] = value
  } else if (event.kind === 'happened') {
    const { what, step, message } = event
    if (what !== 'started' && what !== 'resume') happened[`${step} ${what}`] = message
  } else if (event.kind === 'checkpoint') files[event.file.kind] = event.file
}
