import { describe, expect, it } from 'vitest'
import { matchCorrupted } from '../../../src-main/core/datasets/match-corrupted.ts'

/** Two classes, their images in turn. */
const images = {
  labels: [0, 1, 0, 1, 0],
  names: [
    'val/images/val_0.JPEG',
    'val/images/val_1.JPEG',
    'val/images/val_2.JPEG',
    'val/images/val_3.JPEG',
    'val_4.JPEG',
  ],
  classes: ['n01', 'n02'],
}

describe('matchCorrupted', () => {
  it('takes the files that are these very images, by class and name', () => {
    const files = new Map([
      ['n01', ['val_0.JPEG', 'val_1.JPEG', 'val_2.JPEG', 'val_4.JPEG']],
      ['n02', ['val_0.JPEG', 'val_1.JPEG', 'val_3.JPEG']],
    ])
    // val_1 of the first class and val_0 of the second are other images.
    expect(matchCorrupted(images, files)).toEqual({
      matching: 'by-name',
      files: ['n01/val_0.JPEG', 'n02/val_1.JPEG', 'n01/val_2.JPEG', 'n02/val_3.JPEG', 'n01/val_4.JPEG'],
      left: 2,
      agreeing: 5,
    })
    // A part of the images: all of its files are some of them.
    expect(matchCorrupted(images, new Map([['n02', ['val_3.JPEG']]]))).toMatchObject({
      matching: 'by-name',
      files: [null, null, null, 'n02/val_3.JPEG', null],
    })
  })

  it('is not decided by a few names that agree by chance', () => {
    const files = new Map([
      ['n01', ['val_2.JPEG', 'val_7.JPEG', 'val_9.JPEG']],
      ['n02', ['val_8.JPEG', 'val_9.JPEG']],
    ])
    expect(matchCorrupted(images, files)).toEqual({
      matching: 'by-class',
      files: ['n01/val_2.JPEG', 'n02/val_8.JPEG', 'n01/val_7.JPEG', 'n02/val_9.JPEG', 'n01/val_9.JPEG'],
      left: 0,
      agreeing: 1,
    })
  })

  it('has the files of a class stand for its images in their order where no name agrees', () => {
    const files = new Map([
      ['n01', ['test_17.JPEG', 'test_3.JPEG', 'test_8.JPEG', 'test_9.JPEG']],
      ['n02', ['test_1.JPEG']],
      ['n99', ['test_2.JPEG']],
    ])
    expect(matchCorrupted(images, files)).toEqual({
      matching: 'by-class',
      files: ['n01/test_17.JPEG', 'n02/test_1.JPEG', 'n01/test_3.JPEG', null, 'n01/test_8.JPEG'],
      left: 1,
      agreeing: 0,
    })
  })

  it('has nothing for classes that are not there', () => {
    expect(matchCorrupted(images, new Map([['n99', ['a.JPEG']]])).files).toEqual([null, null, null, null, null])
  })
})
