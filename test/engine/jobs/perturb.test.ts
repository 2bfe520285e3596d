import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { bytesToFloats } from '../../../src-main/engine/jobs/float-bytes.ts'
import { attackedModel, plainGradient } from '../../support/attacked-model.ts'

describe('perturb', () => {
  it('gives the image of FGSM, x + ε · sign of the gradient in [0, 1], and what the model says of it', async () => {
    const model = await attackedModel()
    const { right, clean, perturbed, logitsOf, best, labels } = model
    const epsilon = 8 / 255
    const { pixels, prediction, loss, perturbation, passes } = await perturbed('fgsm:epsilon=8/255')
    const values = bytesToFloats(pixels)
    const gradient = plainGradient(model, right, clean(right))
    clean(right).forEach((value, i) => {
      const expected = Math.min(1, Math.max(0, value + epsilon * Math.sign(gradient[i] as number)))
      expect(values[i]).toBeCloseTo(expected, 6)
    })
    const [logits = []] = logitsOf(values)
    expect(prediction).toMatchObject({ image: right, truth: labels[right], predicted: best(logits) })
    expect(loss).toBeCloseTo(prediction.loss, 6)
    expect(perturbation.linf).toBeCloseTo(epsilon, 6)
    expect([passes, (await perturbed('pgd:steps=7')).passes]).toEqual([1, 7])
  })

  it('computes the gradient of an image once for all strengths, and for each class it moves away from', async () => {
    const { perturbed, line, flipOf, gradients, right, labels } = await attackedModel()
    await perturbed('fgsm:epsilon=1/255')
    expect(gradients()).toBe(1)
    const weaker = await perturbed('fgsm:epsilon=2/255')
    await line('fgsm')
    await flipOf('fgsm')
    expect(gradients()).toBe(1)
    const other = ((labels[right] as number) + 1) % 3
    const away = await perturbed('fgsm:epsilon=2/255', right, other)
    expect(gradients()).toBe(2)
    expect(away.pixels).not.toEqual(weaker.pixels)
    expect(away.prediction.truth).toBe(labels[right])
    expect(away.loss).not.toBeCloseTo(away.prediction.loss, 4)
  })

  it('leaks no tensor', async () => {
    const { perturbed, line, flipOf, replay } = await attackedModel()
    const work = async () => {
      for (const attack of ['fgsm', 'pgd:steps=3', 'apgd-ce:steps=4', 'square:queries=5']) await perturbed(attack)
      await line('pgd-l2')
      await flipOf('pgd:steps=2')
      await replay('pgd:steps=4')
    }
    await work()
    const before = tf.memory().numTensors
    await work()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('says in a sentence that logits are not finite', async () => {
    const { perturbed, line } = await attackedModel({ factor: 1e30 })
    await expect(perturbed('fgsm')).rejects.toMatchObject({ code: 'not-a-number' })
    await expect(line('fgsm')).rejects.toMatchObject({ code: 'not-a-number' })
  })
})
