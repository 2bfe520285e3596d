import { describe, expect, it } from 'vitest'
import { nameMetrics, ourName } from '../../../src-main/host/imported-runs/name-metrics.ts'

describe('ourName', () => {
  it.each([
    ['accuracy', 'train-accuracy'],
    ['val_accuracy', 'validation-accuracy'],
    ['Accuracy/val', 'validation-accuracy'],
    ['validation/epoch_sparse_categorical_accuracy', 'validation-accuracy'],
    ['train/acc', 'train-accuracy'],
    ['loss', 'train-loss'],
    ['train/batch_loss', 'loss'],
    ['train_loss_step', 'loss'],
    ['val_loss', 'validation-loss'],
    ['lr', 'learning-rate'],
    ['train/epoch_learning_rate', 'learning-rate'],
  ])('knows %s as %s', (theirs, ours) => expect(ourName(theirs)).toBe(ours))

  it.each([
    'test_accuracy',
    'pgd.accuracy',
    'val_loss_step',
    'train_val_loss',
    'top5_accuracy',
    'constructor',
    'f1',
    '',
  ])('leaves %j as it is', (theirs) => expect(ourName(theirs)).toBeNull())
})

describe('nameMetrics', () => {
  it('gives a name once, to the shortest, and never one that another has', () => {
    expect([...nameMetrics(['train/epoch_loss', 'loss', 'train-loss', 'f1'])]).toEqual([
      ['loss', 'train-loss'],
      ['f1', 'f1'],
      ['train-loss', 'train-loss (as logged)'],
      ['train/epoch_loss', 'train/epoch_loss'],
    ])
  })
})
