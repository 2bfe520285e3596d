import { join } from 'node:path'
import { AppError, type Estimate, type Preview, type RateRange, type RunConfig } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import { resolveDataset } from './datasets.ts'
import { runConfigsOf } from './run-configs.ts'
import { initialWeightsOf } from './weights.ts'

interface Probe {
  readonly task: string
  readonly config: RunConfig
}

/** What can be known of a run before it is launched. Nothing is kept. */
export function createPreviews(context: HostContext, lane: Pick<InteractiveLane, 'ask'>) {
  /** Datasets that were chosen before: a slider asks for the same one many times a second. */
  const known = new Map<string, string>()

  const findDataset = async ({ dataset }: RunConfig) => {
    const key = JSON.stringify(dataset)
    const stored = context.store.datasets.get(known.get(key) ?? '')
    if (stored) return stored
    const resolved = await resolveDataset(context, dataset)
    known.set(key, resolved.id)
    return resolved
  }

  /** Checked at once as a launch would; the images are looked for when the question's turn has come. */
  const prepare = (given: RunConfig) => {
    const [config] = runConfigsOf({ name: given.name, base: given, runs: [{}] })
    if (!config) throw new Error('One run was given.')
    return async () => {
      const { folder } = await findDataset(config)
      const initialWeights = initialWeightsOf(context, config)
      return { config, datasetFolder: join(context.workspace.folder, folder), initialWeights }
    }
  }

  return {
    async preview({ task, config, count }: Probe & { count: number }): Promise<Preview> {
      const content = prepare(config)
      return lane.ask(task, 'preview', async () => ({ ...(await content()), count }))
    },
    async estimate({ task, config }: Probe): Promise<Estimate> {
      return lane.ask(task, 'estimate', prepare(config))
    },
    async rateRange({
      task,
      config,
      from,
      to,
      steps,
    }: Probe & { from: number; to: number; steps: number }): Promise<RateRange> {
      if (from >= to) {
        throw new AppError('invalid-input', `Expected "from" to be below "to": got ${from} and ${to}.`, {
          hint: 'Rates usually rise from 1e-5 to 1.',
        })
      }
      const content = prepare(config)
      return lane.ask(task, 'rate-range', async () => ({ ...(await content()), from, to, steps }))
    },
  }
}
