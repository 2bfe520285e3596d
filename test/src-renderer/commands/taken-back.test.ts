import { describe, expect, it } from 'vitest'
import type { Evaluation, ImageTagChange, QueuedJob, TrashedItem } from '../../../src-main/contract/index.ts'
import { changeImageTags, renameImageTag } from '../../../src-renderer/commands/change-image-tags.ts'
import { leaveQueue } from '../../../src-renderer/commands/leave-queue.ts'
import { emptyingQuestion } from '../../../src-renderer/lib/trash-words.ts'

/** A client that notes what it is asked. */
function noting(answers: Readonly<Record<string, unknown>> = {}) {
  const asked: unknown[] = []
  const answer = (name: string) => async (input: unknown) => {
    asked.push([name, input])
    return answers[name] as never
  }
  return { asked, answer }
}

describe('a change of tags of images', () => {
  it('is taken back where it changed something, and in parts that one call takes', async () => {
    const images = Array.from({ length: 10_001 }, (_, i) => i)
    const changes: ImageTagChange[] = [{ split: 'train', name: 'odd', isAdded: true, images }]
    const { asked, answer } = noting({ change: changes })
    const client = { imageTags: { change: answer('change'), rename: answer('rename') } }
    const change = changeImageTags(client, 'Tagged', { dataset: 'd', split: 'train', images: [1], add: ['odd'] })
    await change.apply()
    await change.revert()
    const part = { dataset: 'd', split: 'train', remove: ['odd'] }
    expect(asked.slice(1)).toEqual([
      ['change', { ...part, images: images.slice(0, 10_000) }],
      ['change', { ...part, images: [10_000] }],
    ])
  })

  it('parts two tags again that became one', async () => {
    const changes: ImageTagChange[] = [
      { split: 'train', name: 'even', isAdded: false, images: [1, 3] },
      { split: 'train', name: 'odd', isAdded: true, images: [1] },
    ]
    const { asked, answer } = noting({ rename: changes })
    const client = { imageTags: { change: answer('change'), rename: answer('rename') } }
    const change = renameImageTag(client, { dataset: 'd', from: 'even', to: 'odd' })
    await change.apply()
    await change.revert()
    expect(asked.slice(1)).toEqual([
      ['change', { dataset: 'd', split: 'train', images: [1, 3], add: ['even'] }],
      ['change', { dataset: 'd', split: 'train', images: [1], remove: ['odd'] }],
    ])
  })
})

describe('leaving the queue', () => {
  const job: QueuedJob = { id: 4, kind: 'evaluate', run: 'a', evaluation: '7', state: 'queued', priority: 0 }
  const evaluation = {
    ...{ id: '7', run: 'a', checkpoint: 3, split: 'validation', n: 100 },
    condition: { id: 'clean', params: {} },
  } as unknown as Evaluation

  async function undone(queue: readonly QueuedJob[], next: number | null) {
    const { asked, answer } = noting({ queue })
    const change = leaveQueue(
      {
        runs: { cancel: answer('cancel run'), resume: answer('resume') },
        evaluations: { cancel: answer('cancel'), launch: answer('launch') },
        system: { queue: answer('queue'), moveJob: answer('move'), setPriority: answer('priority') },
      },
      { job, title: 'base · Clean', next, evaluation },
    )
    await change.apply()
    await change.revert()
    return asked
  }

  it('is undone into the same place', async () => {
    const again = { ...job, id: 9 }
    const next: QueuedJob = { id: 5, kind: 'train', run: 'b', evaluation: null, state: 'queued', priority: 0 }
    expect(await undone([next, again], 5)).toEqual([
      ['cancel', { id: '7' }],
      ['launch', { run: 'a', conditions: [evaluation.condition], split: 'validation', checkpoint: 3, images: 100 }],
      ['queue', {}],
      ['move', { id: 9, before: 5 }],
    ])
  })

  it('is undone at the end where the next one is through, with its priority', async () => {
    expect((await undone([{ ...job, id: 9 }], 5)).at(-1)).toEqual(['queue', {}])
    expect((await undone([{ ...job, id: 9, priority: -1 }], 5)).at(-1)).toEqual(['priority', { ids: [9], priority: 0 }])
  })
})

describe('emptying the trash', () => {
  it('names what goes, by kind and size', () => {
    const item = (kind: TrashedItem['kind'], size = 0): TrashedItem => ({
      ...{ kind, id: kind, title: kind, detail: '', trashedAt: 1, bytes: size },
    })
    const { text, action } = emptyingQuestion([
      item('run', 2_000_000),
      item('run', 1_000_000),
      item('dataset', 500),
      item('plan'),
    ])
    expect(text).toBe(
      '2 runs with curves, evaluations and checkpoints (3.0 MB), 1 dataset with decoded images and their tags (500 B) and ' +
        '1 plan will be deleted for good. What they were imported from stays.',
    )
    expect(action).toBe('Delete all 4')
  })
})
