import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { formatMethod, type ParamValue } from '../../../src-main/contract/method.ts'
import { lengthOf } from '../../../src-main/core/attacks/ball.ts'
import { attacks } from '../../../src-main/core/attacks/index.ts'
import { verdictsOf } from '../../../src-main/core/attacks/verdicts.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { runLater, runNow, type Computation } from '../../../src-main/core/computation.ts'
import { createClassifier, type Classifier } from '../../../src-main/core/evaluation/classifier.ts'
import type { Attack, AttackContext } from '../../../src-main/core/methods.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { plainRuntime } from '../../../src-main/core/training/runtime.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

type Values = Record<string, ParamValue>

/** Whole numbers no larger than this: some steps, queries, targets and rounds of everything. */
const most = 3

/** The defaults of an attack in little. */
function little({ params }: Attack): Values {
  const entries = Object.entries(params).flatMap(([name, param]): [string, ParamValue][] => {
    if (param.kind !== 'number' || !param.integer) return []
    return [[name, Math.min(Number(param.default), Math.max(param.min, most))]]
  })
  return Object.fromEntries(entries)
}

/** An attack in every norm, mode and size that its parameters offer, one at a time; those that its rules refuse left out. */
function formsOf(attack: Attack): Values[] {
  const base = little(attack)
  const changes = Object.entries(attack.params).flatMap(([name, param]): Values[] => {
    if (param.kind === 'choice') return param.options.map(({ value }) => ({ [name]: value }))
    if (param.kind === 'toggle') return [{ [name]: !param.default }]
    if (name === 'restarts') return [{ [name]: 2 }]
    if (param.kind !== 'number' || !/epsilon/i.test(name)) return []
    const least = Number(param.default ?? 0.1)
    return [0, least / 8, Math.min(4 * least, param.max)].map((value) => ({ [name]: value }))
  })
  return [{}, ...changes]
    .map((change) => ({ ...base, ...change }))
    .filter((form) => {
      try {
        attack.check?.(resolveParams(attack, form))
        return true
      } catch {
        return false
      }
    })
}

const rows = attacks.flatMap((attack) =>
  formsOf(attack).map((params) => ({ attack, params, name: formatMethod({ id: attack.id, params }) })),
)
const [count, size] = [4, 6]

describe('every attack in every form', () => {
  let classifier: Classifier
  let model: ReturnType<typeof uploadModel> & ReturnType<Classifier['fold']>
  let images: tf.Tensor4D
  let labels: tf.Tensor1D
  const keys = Array.from({ length: count }, (_, i) => 10 + i)

  beforeAll(async () => {
    await useJavaScript()
    const { method, values } = findMethod('architectures', { id: 'small-cnn', params: { width: 4, depth: 1 } })
    const network = method.build(values, { inputShape: [size, size, 3], classes: 4 })
    classifier = createClassifier(
      network,
      plainRuntime(() => 0),
    )
    const loaded = uploadModel(network, initialize(network, 3))
    model = { ...loaded, ...classifier.fold(loaded) }
    const random = createRandom(5)
    const pixels = Float32Array.from({ length: count * size * size * 3 }, () => random.integer(256) / 255)
    images = tf.tensor4d(pixels, [count, size, size, 3])
    // What the model sees in them, so that there is something to break; the last one is wrong from the start.
    const seen = tf.tidy(() => runNow(classifier.logits(model, images)).argMax(1).dataSync())
    labels = tf.tensor1d(
      [...seen].map((label, i) => (i === count - 1 ? (label + 1) % 4 : label)),
      'int32',
    )
  })

  const perturb = (id: string, params: Values, rowsOf = count): Computation<tf.Tensor4D> => {
    const batch = { images: tf.slice(images, 0, rowsOf), labels: tf.slice(labels, 0, rowsOf) }
    return classifier.attack(model, { id, params }, { ...batch, keys: keys.slice(0, rowsOf), seed: 1 })
  }
  const outcome = (x: tf.Tensor4D): { loss: number; right: number } =>
    tf.tidy(() => {
      const logits = runNow(classifier.logits(model, x))
      const right = verdictsOf(logits, labels).filter(({ isRight }) => isRight).length
      return { loss: tf.sum(crossEntropy(logits, labels)).dataSync()[0] as number, right }
    })

  it.each(rows)('$name', async ({ attack, params }) => {
    const { id } = attack
    const { norm, radius, inRange } = attack.bounds(resolveParams(attack, params))
    const attacked = tf.tidy(() => runNow(perturb(id, params)))
    expect(attacked.shape).toEqual(images.shape)

    const pixels = attacked.dataSync()
    expect(pixels.every(Number.isFinite)).toBe(true)
    if (inRange) expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true)
    const farthest = Math.max(...tf.tidy(() => lengthOf(norm, tf.sub(attacked, images)).dataSync()))
    if (radius !== null) expect(farthest).toBeLessThanOrEqual(radius * (1 + 1e-5) + 1e-6)

    const [clean, after] = [outcome(images), outcome(attacked)]
    expect(after.right).toBeLessThanOrEqual(clean.right)
    expect(tf.tidy(() => runNow(perturb(id, params)).dataSync())).toEqual(pixels)

    // Alone with fewer others an image becomes the same. What ends by the cost of the batch does not.
    if (params['stop'] === 'batch') return
    const few = tf.tidy(() => runNow(perturb(id, params, 2)).dataSync())
    few.forEach((value, i) => expect(value).toBeCloseTo(pixels[i] as number, 5))
  })

  it.each(rows)('$name costs no more than it says', ({ attack, params }) => {
    const resolved = resolveParams(attack, params)
    const counts = { gradients: 0, forwards: 0 }
    tf.tidy(() => {
      const context = classifier.attackContext(model, { images, labels, keys, seed: 1 })
      const counted: AttackContext = {
        ...context,
        gradientOfLoss(at, ...rest) {
          counts.gradients += at.shape[0] / count
          return context.gradientOfLoss(at, ...rest)
        },
        logits(at) {
          counts.forwards += at.shape[0] / count
          return context.logits(at)
        },
        pass(loss, at) {
          counts.gradients += at.images.shape[0] / count
          return context.pass(loss, at)
        },
      }
      runNow(attack.perturb(resolved, counted))
    })
    const { gradients, forwards } = attack.cost(resolved, { classes: 4 })
    expect(counts.gradients).toBeLessThanOrEqual(gradients + 1e-9)
    expect(counts.forwards).toBeLessThanOrEqual(forwards + 1e-9)
  })

  it.each(attacks.map((attack) => ({ id: attack.id, params: little(attack) })))(
    '$id climbs the loss and leaks no tensor',
    async ({ id, params }) => {
      const batch = { images, labels, keys, seed: 1 }
      const before = tf.memory().numTensors
      const attacked = await runLater(classifier.attack(model, { id, params }, batch))
      expect(tf.memory().numTensors).toBe(before + 1)
      expect(outcome(attacked).loss).toBeGreaterThan(outcome(images).loss)
      attacked.dispose()
    },
  )
})
