import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Evaluation } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { programFolder, untilEvaluated } from '../../support/test-host.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')
const isBuilt = existsSync(engineEntry)
if (!isBuilt) console.log('SKIPPED perturbations, by a real engine: out/main/engine.cjs is not built')

describe.runIf(isBuilt)('perturbations', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let evaluations: Evaluation[] = []
  const find = (id: string): string => evaluations.find(({ condition }) => condition.id === id)?.id ?? ''
  const about = (image: number) => ({ task: 'perturb', evaluation: find('clean'), image })
  const image = 3

  beforeAll(async () => {
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry, settingsFile, checksReplies: true })
    const { runs } = await host.client.experiments.launch({
      base: {
        dataset: { id: 'shapes', params: { size: 16, train: 60, validation: 20, classes: 3 } },
        architecture: 'small-cnn:width=8,depth=2',
        epochs: 2,
        batchSize: 20,
        monitor: { trainImages: 16, validationImages: 16 },
      },
      runs: [{ name: 'small' }],
      conditions: ['clean', 'fgsm:epsilon=8/255', 'pgd:epsilon=8/255,steps=3'],
    })
    evaluations = await untilEvaluated(host, ...runs)
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('make the image that an evaluation at this strength saw, whichever evaluation they start from', async () => {
    for (const attack of ['fgsm:epsilon=8/255', 'pgd:epsilon=8/255,steps=3']) {
      const [id = ''] = attack.split(':')
      const seen = await host.client.evaluations.seenImage({ task: 'seen', evaluation: find(id), image })
      const made = await host.client.perturbations.image({ ...about(image), attack })
      expect(made.pixels).toEqual(seen.seen)
      expect(made.prediction).toEqual(seen.seenPrediction)
      expect(made.perturbation).toEqual(seen.perturbation)
    }
  })

  it('find the same flip point that the slider shows, in turns, and can be cancelled', async () => {
    const maxEpsilon = 1
    const attack = 'pgd:steps=4,keep=highest-loss'
    const { rows } = await host.client.evaluations.gallery({ evaluation: find('clean'), outcome: 'correct' })
    const right = rows[0]?.image ?? 0
    const cancelled = host.client.perturbations.flip({ ...about(right), task: 'flip', attack, maxEpsilon })
    await host.client.tasks.cancel({ task: 'flip' })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })

    const flip = await host.client.perturbations.flip({ ...about(right), attack, maxEpsilon })
    expect(flip.tolerance).toBeLessThanOrEqual(1 / 2 ** 11)
    const at = (epsilon: number) =>
      host.client.perturbations.image({ ...about(right), attack: `${attack},epsilon=${epsilon}` })
    const { prediction } = await at(flip.epsilon ?? 0)
    expect(prediction.predicted).not.toBe(prediction.truth)
    expect((await at((flip.epsilon ?? 0) - flip.tolerance)).prediction.predicted).toBe(prediction.truth)
  })

  it('explain the pixels of any image as those of a known one', async () => {
    const asked = { evaluation: find('fgsm'), image, method: 'gradient', target: { class: 1 } } as const
    const known = await host.client.evaluations.explain({ task: 'map', input: 'seen', ...asked })
    const { seen } = await host.client.evaluations.seenImage({ task: 'seen', evaluation: find('fgsm'), image })
    expect(await host.client.perturbations.explain({ task: 'map', pixels: seen, ...asked })).toEqual(known)
  })

  it('refuse what cannot be answered, with a sentence', async () => {
    const { perturbations } = host.client
    const maxEpsilon = 8 / 255
    await expect(perturbations.image({ ...about(image), attack: 'fgsm', label: 3 })).rejects.toThrow(
      'from 0 to 2: got 3',
    )
    await expect(perturbations.image({ ...about(image), attack: 'fgms' })).rejects.toMatchObject({
      code: 'invalid-input',
    })
    await expect(perturbations.flip({ ...about(image), attack: 'deepfool', maxEpsilon })).rejects.toThrow(
      '"deepfool" has no epsilon',
    )
    await expect(perturbations.flip({ ...about(image), attack: 'fgsm', maxEpsilon: 2 })).rejects.toThrow(
      '"epsilon" of "fgsm" must lie in [0, 1]',
    )
    await expect(perturbations.line({ ...about(999), attack: 'fgsm', maxEpsilon })).rejects.toMatchObject({
      code: 'not-found',
    })
    const explain = (pixels: Uint8Array<ArrayBuffer>) =>
      perturbations.explain({ ...about(image), pixels, method: 'gradient' })
    await expect(explain(new Uint8Array(12))).rejects.toThrow('16 × 16 × 3 float32 values, 3072 bytes: got 12')
    const notFinite = new Uint8Array(new Float32Array(768).fill(Number.NaN).buffer)
    await expect(explain(notFinite)).rejects.toThrow('not finite')
  })
})
