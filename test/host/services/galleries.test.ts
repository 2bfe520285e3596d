import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../../../src-main/contract/index.ts'
import type { Host } from '../../../src-main/host/create-host.ts'
import { launch, startHost, untilEvaluated } from '../../support/test-host.ts'

/** The fake engine is right on all ten images under `clean`, and on the last three under anything else. */
async function startWithEvaluations(): Promise<{ host: Host; clean: string; attacked: string; run: string }> {
  const host = await startHost()
  const { runs } = await launch(host, ['base'], { conditions: ['clean', 'fgsm:epsilon=2/255'] })
  await untilEvaluated(host, ...runs)
  const evaluations = await host.client.evaluations.list({ runs })
  const [clean, attacked] = evaluations as [Evaluation, Evaluation]
  return { host, clean: clean.id, attacked: attacked.id, run: clean.run }
}

describe('gallery', () => {
  it('pages the misclassified images, and says how many there are', async () => {
    const { host, attacked } = await startWithEvaluations()
    const { total, rows } = await host.client.evaluations.gallery({ evaluation: attacked, offset: 5, limit: 4 })
    expect(total).toBe(7)
    expect(rows.map(({ image, other }) => [image, other])).toEqual([
      [5, null],
      [6, null],
    ])
    const ofCell = await host.client.evaluations.gallery({ evaluation: attacked, truth: [0], predicted: [1] })
    expect(ofCell.rows.map(({ image, truth, predicted }) => [image, truth, predicted])).toEqual([
      [0, 0, 1],
      [2, 0, 1],
      [4, 0, 1],
      [6, 0, 1],
    ])
  })

  it('reads flips against another evaluation; the flip decides the outcome', async () => {
    const { host, clean, attacked } = await startWithEvaluations()
    const ask = (evaluation: string, against: string, flip: 'fixed' | 'broken' | 'both-right') =>
      host.client.evaluations.gallery({ evaluation, against, flip })
    expect((await ask(attacked, clean, 'broken')).total).toBe(7)
    expect((await ask(attacked, clean, 'both-right')).rows.map(({ image }) => image)).toEqual([7, 8, 9])
    const fixed = await ask(clean, attacked, 'fixed')
    expect(fixed.rows[1]).toMatchObject({ image: 1, truth: 1, predicted: 1, other: { predicted: 0, flip: 'fixed' } })
  })

  it('refuses what cannot be meant in one sentence', async () => {
    const { host, clean, attacked, run } = await startWithEvaluations()
    const { gallery, flips, launch: evaluate } = host.client.evaluations
    await expect(gallery({ evaluation: '99' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(gallery({ evaluation: attacked, against: 'x' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(gallery({ evaluation: attacked, flip: 'fixed' })).rejects.toMatchObject({
      message: '"flip" is "fixed", but "against" is missing.',
    })
    await expect(gallery({ evaluation: attacked, sort: 'score' })).rejects.toMatchObject({
      message: '"sort" is "score", but "scored" is missing.',
    })
    await expect(
      gallery({ evaluation: attacked, scored: { method: 'gradeint', score: 'energy' } }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(gallery({ evaluation: attacked, confidence: [0.9, 0.1] })).rejects.toMatchObject({
      message: '"confidence" must be [smallest, largest]: got [0.9, 0.1].',
    })
    const [train] = await evaluate({ run, conditions: ['clean'], split: 'train' })
    const other = train?.id ?? ''
    const refusal = {
      code: 'invalid-input',
      message: `Evaluation ${clean} saw the validation images of digits, evaluation ${other} the train images of digits.`,
    }
    await expect(flips({ first: clean, second: other })).rejects.toMatchObject(refusal)
    await expect(gallery({ evaluation: clean, against: other })).rejects.toMatchObject(refusal)
    await untilEvaluated(host, run)
  })
})

describe('one image', () => {
  it('is read under several conditions at once, null where it was not seen', async () => {
    const { host, clean, attacked } = await startWithEvaluations()
    const ask = (image: number) => host.client.evaluations.ofImage({ evaluations: [attacked, clean], image })
    const [under, before] = await ask(2)
    expect([under, before]).toMatchObject([
      { image: 2, truth: 0, predicted: 1 },
      { image: 2, truth: 0, predicted: 0 },
    ])
    expect(await ask(10)).toEqual([null, null])
    const unknown = host.client.evaluations.ofImage({ evaluations: ['99'], image: 0 })
    await expect(unknown).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('flips', () => {
  it('are counted with the exact McNemar p', async () => {
    const { host, clean, attacked } = await startWithEvaluations()
    const flips = await host.client.evaluations.flips({ first: clean, second: attacked })
    // All seven discordant images broke: 2 · (1/2)^7.
    expect(flips).toEqual({
      n: 10,
      fixed: 0,
      broken: 7,
      bothWrong: 0,
      bothRight: 3,
      p: expect.closeTo(2 / 2 ** 7, 12) as number,
    })
  })
})
