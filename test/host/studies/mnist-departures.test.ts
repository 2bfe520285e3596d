import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/index.ts'
import type { RunFigures } from '../../../src-main/host/studies/gather-figures.ts'
import { mnistDepartures } from '../../../src-main/host/studies/mnist-departures.ts'
import { shapesDataset } from '../../support/store-rows.ts'

function itemsOf(
  counts: { train: number; validation: number },
  architecture = 'logistic-regression',
  isMnist = true,
): string {
  const config = { architecture: parseMethod(architecture), objective: parseMethod('cross-entropy') }
  const dataset = { ...shapesDataset, title: 'Digits', counts }
  const run = { name: 'plain', config: { ...config, dataset: { imagesPerClass: null } } }
  const [, list] = mnistDepartures(
    'goodfellow-logistic',
    [{ run, dataset } as unknown as RunFigures],
    new Set(isMnist ? [] : [dataset.id]),
  )
  return list?.kind === 'list' ? list.items.join('\n') : ''
}

describe('where a study of MNIST is not the paper', () => {
  it('tells the images of a split of one’s own beside those of MNIST', () => {
    expect(itemsOf({ train: 1630, validation: 408 })).toContain(
      'The images are Digits: 1630 for training, 408 for validation, where MNIST has 12396 training and 2038 test images',
    )
  })

  it('names images that are no digits of MNIST', () => {
    const whole = { train: 12_396, validation: 2038 }
    expect(itemsOf(whole, 'logistic-regression', false)).toContain('The images are Digits, which is not MNIST')
  })

  it('says nothing of images where all of MNIST is there, and names another network', () => {
    expect(itemsOf({ train: 12_396, validation: 2038 })).not.toContain('The images are')
    expect(itemsOf({ train: 12_396, validation: 2038 }, 'small-cnn')).toContain('The network of "plain" is small-cnn.')
  })
})
