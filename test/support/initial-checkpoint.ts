import type { Network } from '../../src-main/core/network/network.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import { nothingSeen } from '../../src-main/core/training/overfitting.ts'
import { writeCheckpoint } from '../../src-main/engine/checkpoint-files.ts'
import type { CheckpointFile } from '../../src-main/engine/protocol.ts'

/** The checkpoint of a model as a run with this seed starts with it, in a folder of checkpoints; `factor` times its weights. */
export function writeInitialCheckpoint(folder: string, network: Network, seed: number, factor = 1): CheckpointFile {
  const { weights, ...initial } = initialize(network, seed)
  return writeCheckpoint(folder, 'last', network, {
    ...initial,
    weights: factor === 1 ? weights : weights.map((values) => values.map((value) => value * factor)),
    step: 1,
    epoch: 1,
    stepsPerEpoch: 1,
    slots: network.weights.map(() => []),
    schedule: {},
    freezing: { policy: '', since: {}, memory: {} },
    epochLoss: { sum: 0, images: 0 },
    earlyStopping: { bestValue: null, bestEpoch: 0, epochsWithoutImprovement: 0 },
    keeping: { otherBest: null },
    overfitting: nothingSeen,
  })
}
