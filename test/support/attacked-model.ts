import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { parseMethod } from '../../src-main/contract/method.ts'
import { networkOf } from '../../src-main/core/architectures/network-of.ts'
import { runNow } from '../../src-main/core/computation.ts'
import { readPixels } from '../../src-main/core/datasets/pixels.ts'
import { forward } from '../../src-main/core/network/forward.ts'
import type { CompiledStep, StepRuntime, TensorTree } from '../../src-main/core/training/runtime.ts'
import { openDatasetCache } from '../../src-main/engine/dataset-cache.ts'
import { findFlip } from '../../src-main/engine/jobs/find-flip.ts'
import { gradientLine } from '../../src-main/engine/jobs/gradient-line.ts'
import { keepModel } from '../../src-main/engine/jobs/kept-models.ts'
import { perturb } from '../../src-main/engine/jobs/perturb.ts'
import { replayAttack } from '../../src-main/engine/jobs/replay-attack.ts'
import type { FlipSearched } from '../../src-main/engine/questions.ts'
import { writeInitialCheckpoint } from './initial-checkpoint.ts'
import { probeContext, smallConfig, smallDataset } from './probe-context.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const maxEpsilon = 32 / 255

/** Counts the steps whose result is a gradient: an image, not logits. */
function counting(step: StepRuntime): { runtime: StepRuntime; gradients(): number } {
  let gradients = 0
  const compile: StepRuntime['compile'] = (of, options) => {
    const compiled = step.compile(of, options)
    const later: typeof compiled.later = async (inputs, call) => {
      const result: TensorTree = await compiled.later(inputs, call)
      if (result instanceof tf.Tensor && result.rank === 4) gradients++
      return result as never
    }
    return Object.assign((inputs: never) => compiled(inputs), { later, dispose: compiled.dispose }) as CompiledStep<
      never,
      never
    > as never
  }
  return { runtime: { ...step, compile }, gradients: () => gradients }
}

/** A random model of three shapes, whose first image that it recognises is attacked. */
export async function attackedModel({ factor = 1 } = {}) {
  const folder = temporaryFolder()
  const datasetFolder = await smallDataset(folder)
  const config = smallConfig()
  const data = openDatasetCache(datasetFolder)
  const network = networkOf(config.architecture, data)
  const { path: checkpoint } = writeInitialCheckpoint(join(folder, 'checkpoints'), network, config.seed, factor)
  const plain = await probeContext()
  const { runtime, gradients } = counting(plain.backend.step)
  const context = { ...plain, backend: { ...plain.backend, step: runtime } }
  const about = { id: '1', config, datasetFolder, checkpoint, split: 'validation' as const }
  const kept = keepModel(about, context.backend)
  const { labels, count, shape } = data.validation
  const logitsOf = (pixels: Float32Array): number[][] =>
    tf.tidy(() => {
      const images = tf.tensor4d(pixels, [pixels.length / (16 * 16 * 3), ...shape])
      return runNow(kept.classifier.logits(kept.model, images)).arraySync()
    })
  const best = (row: readonly number[]): number => row.indexOf(Math.max(...row))
  const all = Array.from({ length: count }, (_, image) => image)
  const clean = (image: number): Float32Array => readPixels(data.validation, Int32Array.of(image))
  const isRight = (image: number): boolean => best(logitsOf(clean(image))[0] ?? []) === labels[image]
  const recognised = all.filter(isRight)
  const [right = 0] = recognised
  const wrong = all.find((image) => !isRight(image)) ?? 0
  const attacked = (attack: string, image = right, label = labels[image] as number) => ({
    ...about,
    image,
    label,
    attack: parseMethod(attack),
  })
  const flipOf = async (attack: string, more: { image?: number; label?: number; max?: number } = {}) => {
    const tolerance = 0.01 / 255
    const asked = { ...attacked(attack, more.image, more.label), maxEpsilon: more.max ?? maxEpsilon, tolerance }
    let from: FlipSearched | null = null
    while (!from?.isDone) from = await findFlip({ kind: 'find-flip', ...asked, from }, context)
    return from
  }
  const perturbed = (attack: string, image = right, label?: number) =>
    perturb({ kind: 'perturb', ...attacked(attack, image, label) }, context)
  const line = (attack: string, max = maxEpsilon) =>
    gradientLine({ kind: 'gradient-line', ...attacked(attack), maxEpsilon: max }, context)
  const replay = (attack: string) => replayAttack({ kind: 'replay-attack', ...attacked(attack) }, context)
  return {
    ...{ network, kept, labels, right, recognised, wrong, clean, logitsOf, best, gradients, context, attacked },
    ...{ perturbed, line, flipOf, replay },
  }
}

/** d loss / d image of the network as it was trained, written down plainly. */
export function plainGradient(
  { network, kept, labels }: Awaited<ReturnType<typeof attackedModel>>,
  image: number,
  clean: Float32Array,
) {
  return tf.tidy(() => {
    const truth = tf.oneHot(tf.tensor1d([labels[image] as number], 'int32'), network.classes)
    const loss = (x: tf.Tensor): tf.Scalar => {
      const { logits } = forward(network, kept.model, x as tf.Tensor4D, { training: false })
      return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), truth)))
    }
    return tf
      .grad(loss)(tf.tensor4d(clean, [1, ...network.inputShape]))
      .dataSync<'float32'>()
  })
}
