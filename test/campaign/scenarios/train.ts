import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExperimentConfigInput } from '../../../src-main/contract/index.ts'
import { queued, trainings } from '../experiments.ts'
import type { Scenario } from '../scenario.ts'
import { pursue } from '../settle.ts'

function training(id: string, experiment: ExperimentConfigInput): Scenario {
  return {
    id,
    template: 'empty',
    programs: ['host', 'cli', 'window'],
    hasEngine: true,
    aims: {
      'the generating of a dataset': { path: /^datasets\/\w+\.tmp-\w+$/, times: 1 },
      'the writing of a checkpoint': { path: /^runs\/[^/]+\/checkpoints\/last-.*\.tmp$/, times: 5 },
      'the recording of a checkpoint': { path: /^runs\/[^/]+\/checkpoints\/last-[-\d]+\.safetensors$/, times: 5 },
      'the writing of a best checkpoint': { path: /^runs\/[^/]+\/checkpoints\/best-.*\.tmp$/, times: 1 },
    },
    pursue: (client) => pursue(client, experiment),
    words({ folder }) {
      const file = join(folder, 'experiment.json')
      writeFileSync(file, JSON.stringify(experiment))
      return ['run', file]
    },
  }
}

export const trainingScenarios: readonly Scenario[] = trainings.map((experiment) =>
  training(`train ${experiment.name}`, experiment),
)

export const queueScenario: Scenario = training('queue of three', queued)
