import { describe, expect, it } from 'vitest'
import { launch, startHost, untilEvaluated } from '../../support/test-host.ts'

/** The fake engine is right on all ten images under `clean`, and on the last three under anything else. */
async function start() {
  const host = await startHost()
  const { runs } = await launch(host, ['base'], { conditions: ['clean', 'fgsm:epsilon=2/255'] })
  const [, attacked] = await untilEvaluated(host, ...runs)
  const { imageTags, evaluations } = host.client
  const of = { dataset: 'digits', split: 'validation' } as const
  const tag = (name: string, ...images: number[]) => imageTags.change({ ...of, images, add: [name] })
  const tagged = async (name: string) => {
    const question = { evaluation: attacked?.id ?? '', outcome: 'all', tag: name } as const
    return (await evaluations.gallery(question)).rows.map(({ image, tags }) => [image, ...(tags ?? [])])
  }
  return { host, runs, of, tag, tagged, imageTags, evaluation: attacked?.id ?? '' }
}

describe('tags of images', () => {
  it('are counted, filter a gallery, and stand in its rows', async () => {
    const { of, tag, tagged, imageTags, host, evaluation } = await start()
    await tag('odd', 1, 3, 5)
    await tag('dark', 3, 8)
    await imageTags.change({ ...of, split: 'train', images: [3], add: ['dark'] })
    expect(await imageTags.list({ dataset: 'digits' })).toEqual([
      { split: 'train', name: 'dark', count: 1 },
      { split: 'validation', name: 'dark', count: 2 },
      { split: 'validation', name: 'odd', count: 3 },
    ])
    expect(await tagged('dark')).toEqual([
      [3, 'dark', 'odd'],
      [8, 'dark'],
    ])
    expect(await tagged('nothing')).toEqual([])
    expect(await imageTags.ofImages({ ...of, images: [8, 0, 3] })).toEqual([['dark'], [], ['dark', 'odd']])
    // Beside other filters: the fake engine is right on 8 alone.
    const wrong = await host.client.evaluations.gallery({ evaluation, tag: 'dark' })
    expect(wrong.rows.map(({ image }) => image)).toEqual([3])
  })

  it('change what a filter shows, also where it was asked for before', async () => {
    const { of, tag, tagged, imageTags } = await start()
    await tag('odd', 1, 3)
    expect(await tagged('odd')).toHaveLength(2)
    expect(await imageTags.change({ ...of, images: [1, 5], remove: ['odd'], add: ['even'] })).toEqual([
      { split: 'validation', name: 'even', isAdded: true, images: [1, 5] },
      { split: 'validation', name: 'odd', isAdded: false, images: [1] },
    ])
    await imageTags.change({ ...of, images: [5], remove: ['even'] })
    await imageTags.change({ ...of, images: [3], add: ['even'] })
    expect(await tagged('odd')).toEqual([[3, 'even', 'odd']])
    // Image 3 has the other tag already.
    expect(await imageTags.rename({ dataset: 'digits', from: 'even', to: 'odd' })).toEqual([
      { split: 'validation', name: 'even', isAdded: false, images: [1, 3] },
      { split: 'validation', name: 'odd', isAdded: true, images: [1] },
    ])
    expect(await tagged('odd')).toEqual([
      [1, 'odd'],
      [3, 'odd'],
    ])
    expect(await tagged('even')).toEqual([])
    await imageTags.remove({ dataset: 'digits', name: 'odd' })
    expect(await tagged('odd')).toEqual([])
  })

  it('are announced', async () => {
    const { tag, imageTags } = await start()
    const told: string[] = []
    imageTags.on('changed', ({ dataset }) => told.push(dataset))
    await tag('odd', 1)
    expect(told).toEqual(['digits'])
  })

  it('stay when their runs go, and go with their dataset', async () => {
    const { host, runs, tag, imageTags } = await start()
    await tag('odd', 1, 3)
    await host.client.runs.annotate({ ids: runs, isTrashed: true })
    await host.client.trash.empty({})
    expect(await imageTags.list({ dataset: 'digits' })).toEqual([{ split: 'validation', name: 'odd', count: 2 }])
    await host.client.datasets.remove({ id: 'digits' })
    await expect(imageTags.list({ dataset: 'digits' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('are refused in a sentence where there is no such image, dataset or tag', async () => {
    const { of, tag, imageTags } = await start()
    await expect(tag('odd', 3, 10)).rejects.toMatchObject({
      message: 'The validation split has 10 images: there is no image 10.',
    })
    await expect(imageTags.change({ ...of, dataset: 'x', images: [1] })).rejects.toMatchObject({ code: 'not-found' })
    await expect(tag('  ', 1)).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(imageTags.rename({ dataset: 'digits', from: 'odd', to: 'even' })).rejects.toMatchObject({
      message: 'No image of this dataset is tagged "odd".',
    })
  })
})
