import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/method.ts'
import type { Computation } from '../../../src-main/core/computation.ts'
import { createClassifier, type Classifier, type FoldedModel } from '../../../src-main/core/evaluation/classifier.ts'
import { evaluate } from '../../../src-main/core/evaluation/evaluate.ts'
import { joinReach, type Reach } from '../../../src-main/core/evaluation/reach.ts'
import type { ModelTensors } from '../../../src-main/core/network/forward.ts'
import { costOfChecks } from '../../../src-main/core/robustness-checks/cost.ts'
import { robustnessChecks } from '../../../src-main/core/robustness-checks/index.ts'
import { runChecks } from '../../../src-main/core/robustness-checks/run-checks.ts'
import { createSample, type Surrogate } from '../../../src-main/core/robustness-checks/sample.ts'
import { plainRuntime } from '../../../src-main/core/training/runtime.ts'
import type { ModelState } from '../../../src-main/core/training/state.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { collect, lastState, tinyImages, tinyNetwork, tinyOptions } from '../../support/tiny-training.ts'

const images = tinyImages(60, 3)
const indices = Int32Array.from({ length: images.count }, (_, i) => i)
const runtime = plainRuntime(() => 0)
const signal = new AbortController().signal
const pause = async (): Promise<void> => undefined

type Defended = { readonly classifier: Classifier; readonly model: ModelTensors & FoldedModel }

let trained: ModelState
let other: ModelState

function load(state: ModelState): Defended {
  const classifier = createClassifier(tinyNetwork, runtime)
  const model = uploadModel(tinyNetwork, state)
  return { classifier, model: { ...model, ...classifier.fold(model) } }
}

const surrogateOf = (state: ModelState): Surrogate => ({
  ...{ name: 'other', version: '1' },
  load: () => ({ ...load(state), dispose: () => undefined }),
})

/** Evaluates and checks as the engine does. */
async function check(
  condition: string,
  { classifier, model }: Defended,
  surrogate: Surrogate | null = null,
  memory = new Map<string, readonly boolean[]>(),
) {
  const attack = parseMethod(condition)
  const evaluated = new Map<number, boolean>()
  let farthest: Reach | null = null
  const sight = { images, condition: attack, seed: 7 }
  for await (const { rows, reach } of evaluate({
    ...{ ...sight, classifier, model, indices, batchSize: 60, signal, pause },
  })) {
    for (const { image, truth, predicted } of rows) evaluated.set(image, truth === predicted)
    if (reach) farthest = joinReach(farthest, reach)
  }
  const sample = createSample({
    ...{ classifier, model, images, indices, attack, surrogate, seed: 7, signal, pause },
    evaluated: Array.from(indices, (image) => evaluated.get(image) === true),
    memory,
  })
  const outcomes = await runChecks({ reach: farthest as Reach, sample, tell: () => undefined })
  return Object.fromEntries(outcomes.map(({ id, ...finding }) => [id, finding]))
}

const verdicts = (found: Awaited<ReturnType<typeof check>>): Record<string, string> =>
  Object.fromEntries(Object.entries(found).map(([id, { verdict }]) => [id, verdict]))

/** Softmax saturates where logits are large: what it is right about has a loss of 0, and so has its gradient. */
const saturated = ({ weights, statistics }: ModelState): ModelState => ({
  weights: weights.map((values, at) =>
    at >= weights.length - 2 ? values.map((value) => Math.fround(value * 1e5)) : values,
  ),
  statistics,
})

/** Adds noise to every image before the model sees it, new in every pass. */
function randomized({ classifier, model }: Defended, sigma: number): Defended {
  const noisy = (images: tf.Tensor): tf.Tensor4D =>
    tf.tidy(() => tf.add(tf.div(images, images.dtype === 'int32' ? 255 : 1), tf.randomNormal(images.shape, 0, sigma)))
  return {
    model,
    classifier: {
      ...classifier,
      *logits(folded, images): Computation<tf.Tensor2D> {
        return yield* classifier.logits(folded, noisy(images))
      },
    },
  }
}

describe('robustness checks', () => {
  beforeAll(async () => {
    await useJavaScript()
    const config = { epochs: 6, optimizer: 'sgd:learningRate=0.2' }
    trained = lastState(await collect(tinyOptions(config)))
    other = lastState(await collect(tinyOptions({ ...config, seed: 9 })))
  })

  it('passes an honest evaluation of an undefended model, which falls to 0 at large epsilon', async () => {
    const surrogate = surrogateOf(other)
    const found = await check('pgd:epsilon=8/255,steps=20', load(trained), surrogate)
    expect(verdicts(found)).toEqual(Object.fromEntries(robustnessChecks.map(({ id }) => [id, 'passed'])))
    expect(found['large-epsilon']?.reason).toBe('0 of 60 images stay right at epsilon 0.5.')
    expect(found['in-the-ball']?.reason).toBe(
      'Images were moved 8/255 at most, within 8/255, and stayed in the pixel range.',
    )
  })

  it.each(['pgd-l2:epsilon=0.5', 'pgd-l1:epsilon=4', 'fgsm:epsilon=8/255', 'apgd-ce:epsilon=8/255,steps=10'])(
    'has a verdict on every check for %s',
    async (condition) => {
      const found = await check(condition, load(trained))
      const { transfer, ...others } = verdicts(found)
      expect(transfer).toBe('not-run')
      if (condition.startsWith('pgd-l1')) expect(others['black-box']).toBe('not-run')
      expect(Object.values(others)).not.toContain('suspicious')
    },
  )

  it('says of an attack without a radius what can be said', async () => {
    expect(verdicts(await check('deepfool', load(trained)))).toEqual({
      ...{ 'in-the-ball': 'passed', 'deterministic-logits': 'passed', 'zero-gradients': 'passed' },
      ...{ 'iterative-against-single': 'not-run', 'more-steps': 'not-run', 'large-epsilon': 'passed' },
      ...{ 'black-box': 'not-run', transfer: 'not-run' },
    })
  })

  it('a saturated softmax turns amber: no gradient, no fall at large epsilon, Square and transfer find more', async () => {
    const surrogate = surrogateOf(trained)
    const found = await check('pgd:epsilon=32/255,steps=20', load(saturated(trained)), surrogate)
    for (const id of ['zero-gradients', 'large-epsilon', 'black-box', 'transfer']) {
      expect(found[id]?.verdict, `${id}: ${found[id]?.reason}`).toBe('suspicious')
    }
    expect(found['zero-gradients']?.reason).toMatch(/^The gradient is zero for \d+ of \d+ images .*saturated softmax/)
    expect(found['in-the-ball']?.verdict).toBe('passed')
    expect(found['deterministic-logits']?.verdict).toBe('passed')
  })

  it('a random input layer turns amber for its draws', async () => {
    const found = await check('pgd:epsilon=8/255,steps=20', randomized(load(trained), 0.2))
    expect(found['deterministic-logits']?.verdict).toBe('suspicious')
    expect(found['deterministic-logits']?.reason).toMatch(/^Logits of the same 60 images differ by .* draws at random/)
    expect(found['in-the-ball']?.verdict).toBe('passed')
  })

  it('an attack that leaves the ball or the pixel range turns amber', async () => {
    const { classifier, model } = load(trained)
    const farther: Classifier = {
      ...classifier,
      *attack(attacked, choice, batch) {
        const seen = yield* classifier.attack(attacked, choice, batch)
        return tf.tidy(() => tf.clipByValue(tf.add(seen, 0.01), 0, 1))
      },
    }
    const found = await check('pgd:epsilon=8/255,steps=5', { classifier: farther, model })
    expect(found['in-the-ball']).toMatchObject({
      verdict: 'suspicious',
      reason: expect.stringMatching(/^Images were moved 10\.\d+\/255 at most: farther than the radius of 8\/255\.$/),
    })
  })

  it('an attack that has not converged turns amber', async () => {
    const found = await check('pgd:epsilon=64/255,steps=3,stepSize=6/255,randomStart=false', load(trained))
    expect(found['more-steps']?.verdict).toBe('suspicious')
    expect(found['more-steps']?.reason).toContain('it has not converged')
  })

  it('leaves no tensor behind, and tries nothing twice that it remembers', async () => {
    const { classifier, model } = load(trained)
    let attacks = 0
    const counting: Classifier = {
      ...classifier,
      attack: (...given) => {
        attacks++
        return classifier.attack(...given)
      },
    }
    const memory = new Map<string, readonly boolean[]>()
    const attacksOf = async (condition: string): Promise<number> => {
      attacks = 0
      await check(condition, { classifier: counting, model }, null, memory)
      return attacks
    }
    // The evaluation, a single step, PGD-40, large epsilon, and Square; PGD-20 is the evaluated one itself.
    expect(await attacksOf('pgd:epsilon=8/255,steps=20')).toBe(5)
    const before = tf.memory().numTensors
    // The evaluation alone, and Square on what still stands.
    expect(await attacksOf('fgsm:epsilon=8/255')).toBe(2)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('knows what it costs', () => {
    const pgd = costOfChecks(parseMethod('pgd:epsilon=8/255,steps=20'), { classes: 20 })
    // Zero gradients, single step, reference, twice the steps, large epsilon, transfer.
    expect(pgd.gradients).toBe(1 + 1 + 20 + 40 + 20 + 20)
    expect(costOfChecks(parseMethod('deepfool'), { classes: 20 }).gradients).toBe(21)
  })
})
