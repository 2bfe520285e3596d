import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/run-config.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import { createClassifier } from '../../../src-main/core/evaluation/classifier.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import type { ObjectiveContext } from '../../../src-main/core/methods.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { labelLoss } from '../../../src-main/core/objectives/label-loss.ts'
import { valueAndGradients } from '../../../src-main/core/training/gradients.ts'
import { plainRuntime } from '../../../src-main/core/training/runtime.ts'
import { createTrainStep, type StepInputs, type StepOutputs } from '../../../src-main/core/training/step.ts'
import { uploadModel, uploadSlots } from '../../../src-main/core/training/tensors.ts'
import { decodeArray, greatestDifference, type EncodedArray } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import {
  featureMaskOf,
  modelAndData,
  neighborParamsOf,
  nslCases,
  nslInitialModel,
  nslNetwork,
  type ModelAndData,
  type NslConfiguration,
} from '../../support/nsl-fixtures.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

const data = modelAndData as ModelAndData

type Fed = Pick<StepInputs, 'images' | 'labels' | 'sampleWeights' | 'featureMask'>

function batchAt(i: number, configuration: NslConfiguration): Fed {
  const { batch, images, labels, sample_weights: weights } = data
  const mask = featureMaskOf(configuration)
  const shape = images.shape.slice(1) as [number, number, number, number]
  const size = shape.reduce((product, side) => product * side, 1)
  return {
    images: tf.tensor4d((decodeArray(images) as Float32Array).slice(i * size, (i + 1) * size), shape),
    labels: tf.tensor1d((decodeArray(labels) as Int32Array).slice(i * batch, (i + 1) * batch), 'int32'),
    ...(configuration.sample_weight && {
      sampleWeights: tf.tensor1d((decodeArray(weights) as Float32Array).slice(i * batch, (i + 1) * batch)),
    }),
    ...(mask && { featureMask: tf.tensor(mask, [...(configuration.feature_mask as EncodedArray).shape]) }),
  }
}

function expectClose(
  tensor: tf.Tensor | undefined,
  expected: EncodedArray | undefined,
  by: number,
  what: string,
): void {
  const values = tensor?.dataSync() as Float32Array
  expect(greatestDifference(values, decodeArray(expected as EncodedArray)), what).toBeLessThan(by)
}

/** Sign steps may flip a few elements whose gradient is next to nothing; L2 steps may not. */
function expectNeighbors(tensor: tf.Tensor, expected: EncodedArray, { nsl_config: nsl }: NslConfiguration): void {
  const values = decodeArray(expected)
  const misses = tensor.dataSync().filter((value, i) => Math.abs(value - (values[i] as number)) > 1e-5).length
  expect(misses).toBeLessThanOrEqual(nsl['adv_grad_norm'] === 'infinity' ? 5 : 0)
}

describe.skipIf(!modelAndData || nslCases.length === 0)('adversarial regularization as NSL computes it', () => {
  beforeAll(() => (hasTensorflow ? useTensorflow() : useJavaScript()))

  it.each(nslCases)('$name: five steps', ({ configuration }) => {
    const network = nslNetwork(data)
    const { learning_rate: learningRate, momentum } = data.optimizer
    const multiplier = (configuration.nsl_config['multiplier'] as number | undefined) ?? 0.2
    const config = RunConfig.parse({
      dataset: { id: 'shapes' },
      objective: { id: 'adversarial-regularization', params: { ...neighborParamsOf(configuration), multiplier } },
      optimizer: { id: 'sgd', params: { learningRate, momentum } },
      // d/dw of l2 · Σ w²
      weightDecay: 2 * configuration.kernel_l2,
    })
    const step = createTrainStep(config, network)
    let state: Omit<StepOutputs, 'metrics'> = {
      ...(uploadModel(network, nslInitialModel(network, data)) as { weights: tf.Tensor[]; statistics: tf.Tensor[] }),
      slots: uploadSlots(network, 1, null) as tf.Tensor[][],
    }
    for (const [i, expected] of configuration.steps.entries()) {
      const seed = tf.tensor1d([0, i], 'int32')
      const { metrics, ...next } = step({
        ...batchAt(i, configuration),
        ...state,
        seed,
        rate: tf.scalar(learningRate),
        step: tf.scalar(i + 1),
      })
      const value = (name: string): number => metrics[name]?.dataSync()[0] as number
      const squares = network.weights.map(({ role }, at) =>
        role === 'kernel' ? (tf.sum(tf.square(state.weights[at] as tf.Tensor)).dataSync()[0] as number) : 0,
      )
      const regularization = configuration.kernel_l2 * squares.reduce((sum, square) => sum + square, 0)
      expect(Math.abs(value('loss') + regularization - expected.total_loss)).toBeLessThan(1e-5)
      expect(Math.abs(value('label-loss') - expected.label_loss)).toBeLessThan(1e-5)
      expect(Math.abs(value('adversarial-loss') - expected.adversarial_loss)).toBeLessThan(1e-5)
      expect(value('batch-accuracy')).toBe(expected.accuracy_clean_training_mode)
      state = next
      if (i > 0) continue
      network.statistics.forEach(({ path }, at) =>
        expectClose(state.statistics[at], configuration.first_step.bn_after_step_1[path], 2e-5, path),
      )
    }
    const { final_weights: final } = configuration
    network.weights.forEach(({ path }, at) => expectClose(state.weights[at], final[path], 2e-5, path))
    network.statistics.forEach(({ path }, at) => expectClose(state.statistics[at], final[path], 2e-5, path))
  })

  it.each(nslCases)('$name: gradients and neighbours of the first step', ({ configuration }) => {
    const network = nslNetwork(data)
    const { weights, statistics } = uploadModel(network, nslInitialModel(network, data))
    const { input_gradient: inputGradient, neighbour, weight_gradients: weightGradients } = configuration.first_step
    const seen: tf.Tensor4D[] = []
    const context: ObjectiveContext = {
      ...batchAt(0, configuration),
      trainable: weights,
      statistics,
      noise: () => tf.scalar(0),
      forward(images, before, mode) {
        seen.push(images)
        return forward(network, { weights, statistics: before }, images, mode)
      },
    }
    const clean = valueAndGradients(() => labelLoss(context, context.images, statistics), [context.images])
    expectClose(clean.gradients[0], inputGradient, 1e-6, 'input gradient')

    const multiplier = (configuration.nsl_config['multiplier'] as number | undefined) ?? 0.2
    const { method, values } = findMethod('objectives', {
      id: 'adversarial-regularization',
      params: { ...neighborParamsOf(configuration), multiplier },
    })
    const { gradients } = method.step(values, context)
    network.weights.forEach(({ path, role }, at) => {
      const decay = role === 'kernel' ? 2 * configuration.kernel_l2 : 0
      const total = tf.add(gradients[at] as tf.Tensor, tf.mul(weights[at] as tf.Tensor, decay))
      expectClose(total, weightGradients[path], 2e-5, path)
    })
    expectNeighbors(seen.at(-1) as tf.Tensor4D, neighbour, configuration)
  })

  const perturbed = nslCases.filter(({ configuration }) => configuration.perturb_on_batch_initial_weights)
  it.each(perturbed)('$name: perturb_on_batch is the attack adversarial-neighbor', ({ configuration }) => {
    const network = nslNetwork(data)
    const runtime = plainRuntime(() => 0)
    const params = { ...neighborParamsOf(configuration), meanOver: data.batch }
    const attacked = runNow(
      createClassifier(network, runtime).attack(
        uploadModel(network, nslInitialModel(network, data)),
        { id: 'adversarial-neighbor', params },
        { ...batchAt(0, configuration), keys: [0, 1, 2, 3, 4, 5, 6, 7], seed: 0 },
      ),
    )
    expectNeighbors(attacked, configuration.perturb_on_batch_initial_weights as EncodedArray, configuration)
  })
})
