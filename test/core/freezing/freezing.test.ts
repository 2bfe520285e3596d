import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/run-config.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { createTrainedBlocks, type TrainedBlocks } from '../../../src-main/core/training/trained-blocks.ts'

const network = buildNetwork([4, 4, 3], ({ input, block }) => {
  let x = input
  for (const name of ['stem', 'block_1', 'block_2', 'block_3']) {
    block(name)
    x = x.convolution(`${name}_conv`, { filters: 2, kernelSize: 1, useBias: false })
  }
  block('head')
  return x.flatten('flat').dense('predictions', { units: 2 })
})

/** Ten steps an epoch. */
function blocksOf(freezing: string, resumed?: Parameters<typeof createTrainedBlocks>[3]): TrainedBlocks {
  return createTrainedBlocks(RunConfig.parse({ dataset: { id: 'shapes' }, freezing }), network, 10, resumed)
}
const trainedIn = ({ part }: TrainedBlocks): string[] =>
  network.blocks.filter((name) => Object.hasOwn(part.since, name))

/** The blocks that were unfrozen after each epoch, given the epochs' training losses. */
function unfrozenAfter(freezing: string, losses: readonly number[]): string[] {
  const blocks = blocksOf(freezing)
  return losses.map((loss, epoch) => {
    const change = blocks.observe({ 'training-loss': loss, 'validation-accuracy': 1 - loss }, (epoch + 1) * 10)
    return (change?.blocks ?? []).map(({ name }) => name).join()
  })
}

describe('freezing policies', () => {
  it.each([
    ['all', ['stem', 'block_1', 'block_2', 'block_3', 'head']],
    ['head-only', ['head']],
    ['last-blocks:count=2', ['block_3', 'head']],
    ['last-blocks:count=200', ['stem', 'block_1', 'block_2', 'block_3', 'head']],
    ['chosen-blocks:blocks=head + stem', ['stem', 'head']],
    ['progressive', ['head']],
    ['progressive:startBlocks=2', ['block_3', 'head']],
    ['progressive:startBlocks=2,direction=input-first', ['stem', 'head']],
  ])('%s starts with %j', (freezing, trained) => {
    const blocks = blocksOf(freezing)
    expect(trainedIn(blocks)).toEqual(trained)
    expect(new Set(Object.values(blocks.part.since))).toEqual(new Set([0]))
  })

  it('says what is frozen at the start, and nothing where nothing is', () => {
    expect(blocksOf('all').opening).toBeNull()
    const opening = blocksOf('last-blocks:count=2').opening
    expect(opening?.message).toBe('Trains block_3 and head; 3 blocks are frozen: 70 of 84 weights are trained.')
    expect(opening?.blocks).toMatchObject([
      { name: 'stem', parameters: 6, isTrained: false },
      { name: 'block_1', parameters: 4, isTrained: false },
      { name: 'block_2', isTrained: false },
      { name: 'block_3', isTrained: true },
      { name: 'head', parameters: 66, isTrained: true },
    ])
  })

  it('knows the most that it may come to train', () => {
    const widest = (freezing: string): string[] => Object.keys(blocksOf(freezing).widest.since)
    expect(widest('last-blocks:count=2')).toEqual(['block_3', 'head'])
    expect(widest('progressive').toSorted()).toEqual(network.blocks.toSorted())
  })

  it('refuses a block that the network lacks, with the nearest, and a choice of none', () => {
    expect(() => blocksOf('chosen-blocks:blocks=blok_3+head')).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: 'The architecture has no block called "blok_3".',
        hint: expect.stringContaining('Did you mean "block_3"?') as string,
      }),
    )
    expect(() => blocksOf('chosen-blocks:blocks=')).toThrow('names none')
  })
})

describe('progressive', () => {
  it('unfreezes from the head down when the training loss has not fallen for `patience` epochs', () => {
    expect(unfrozenAfter('progressive:patience=2', [1, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8])).toEqual([
      '',
      '',
      '',
      'block_3',
      '',
      '',
      'block_2',
    ])
  })

  it('does not count a change below the smallest, and measures anew after an unfreezing', () => {
    const losses = [1, 0.9995, 0.9991, 2, 1.5]
    expect(unfrozenAfter('progressive:patience=1', losses)).toEqual(['', 'block_3', '', 'block_2', ''])
    expect(unfrozenAfter('progressive:patience=1,minChange=0', losses)).toEqual(['', '', '', 'block_3', ''])
  })

  it('goes the other way, by several blocks, and by another value where asked', () => {
    const other = 'progressive:patience=1,direction=input-first,blocksPerStep=3,monitor=validation-accuracy'
    expect(unfrozenAfter(other, [0.5, 0.5, 0.5, 0.5])).toEqual(['', 'stem,block_1,block_2', '', 'block_3'])
  })

  it('says why', () => {
    const blocks = blocksOf('progressive:rateFactor=0.5')
    for (const [epoch, loss] of [1.234, 1.2337, 1.2339].entries()) {
      const change = blocks.observe({ 'training-loss': loss }, (epoch + 1) * 10)
      if (epoch < 2) expect(change).toBeNull()
      else {
        expect(change?.message).toBe(
          'Unfroze block_3: training loss did not fall by 0.001 for 2 epochs (best 1.234); the learning rate falls to 0.5 times what it was. Now 70 of 84 weights are trained.',
        )
      }
    }
  })

  it('lowers the rate at each unfreezing and warms up after it', () => {
    const blocks = blocksOf('progressive:patience=1,rateFactor=0.5,warmupEpochs=0.4')
    expect([0, 9].map(blocks.rateFactor)).toEqual([1, 1])
    blocks.observe({ 'training-loss': 1 }, 10)
    blocks.observe({ 'training-loss': 1 }, 20)
    expect([20, 21, 22, 23, 29].map(blocks.rateFactor)).toEqual([0.125, 0.25, 0.375, 0.5, 0.5])
    blocks.observe({ 'training-loss': 1 }, 30)
    blocks.observe({ 'training-loss': 1 }, 40)
    expect([40, 43].map(blocks.rateFactor)).toEqual([0.0625, 0.25])
  })
})

describe('freezing that goes on', () => {
  it('is where it was under the same policy', () => {
    const first = blocksOf('progressive:patience=2')
    for (const epoch of [1, 2, 3]) first.observe({ 'training-loss': 1 }, epoch * 10)
    const second = blocksOf('progressive:patience=2', { step: 30, freezing: structuredClone(first.state) })
    expect(second.state).toEqual(first.state)
    const next = [first, second].map((blocks) => [40, 50, 60].map((at) => blocks.observe({ 'training-loss': 1 }, at)))
    expect(next[0]).toEqual(next[1])
    expect(trainedIn(second)).toEqual(['block_2', 'block_3', 'head'])
  })

  it('begins anew under another policy; what was trained before keeps its count of steps', () => {
    const { state } = blocksOf('head-only')
    const other = blocksOf('last-blocks:count=2', { step: 30, freezing: state })
    expect(other.part.since).toEqual({ block_3: 30, head: 0 })
  })
})
