import type { Network } from '../../src-main/core/network/network.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import { nothingSeen } from '../../src-main/core/training/overfitting.ts'
import { writeCheckpoint } from '../../src-main/engine/checkpoint-files.ts'
import type { CheckpointFile } from '../../src-main/engine/protocol.ts'

/** The checkpoint of a model as a run with this seed starts with it, in a folder of checkpoints. */
export function writeInitialCheckpoint(folder: string, network: Network, seed: number): CheckpointFile {
  return writeCheckpoint(folder, 'last', network, {
    ...initialize(network, seed),
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
