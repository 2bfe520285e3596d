import { join } from 'node:path'
import type { RunConfig } from '../../contract/run-config.ts'
import type { MetricPoint } from '../../contract/runs.ts'
import { createEngine } from '../../engine/client.ts'
import { built } from '../places.ts'

/** What a training in an engine process of its own told. */
export interface EngineRun {
  readonly firstStepSeconds: number
  readonly points: readonly MetricPoint[]
}

/** Starts an engine as the host does and has it train; checkpoints go into `runFolder`. */
export async function trainInEngine(config: RunConfig, datasetFolder: string, runFolder: string): Promise<EngineRun> {
  const engine = createEngine({ lane: 'training', entry: join(built, 'engine.cjs'), onStatus: () => undefined })
  const points: MetricPoint[] = []
  let firstStepSeconds: number | null = null
  const start = performance.now()
  try {
    await engine.run(
      {
        kind: 'train',
        id: 'bench',
        config,
        datasetFolder,
        runFolder,
        resumeFrom: null,
        initialWeights: null,
        fork: null,
      },
      (events) => {
        for (const event of events) {
          if (event.kind === 'progress') firstStepSeconds ??= (performance.now() - start) / 1000
          if (event.kind === 'points') points.push(...event.points)
        }
      },
    )
  } finally {
    await engine.shutdown()
  }
  return { firstStepSeconds: firstStepSeconds ?? Number.NaN, points }
}
