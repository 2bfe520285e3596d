import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-main/contract/index.ts'
import type { ImageRow } from '../../../../src-renderer/components/misclassified/layer-row.ts'
import { sharedFailure, withoutFailure } from '../../../../src-renderer/components/misclassified/shared-failure.ts'

const row = (image: AppError | undefined, ...layers: readonly (AppError | undefined)[]): ImageRow => ({
  input: 'seen',
  title: 'FGSM',
  image: null,
  sentence: null,
  failure: image,
  prediction: null,
  layers: layers.map((failure, index) => ({
    choice: { id: 'gradient', params: {} },
    side: null,
    title: `layer ${index}`,
    map: undefined,
    sentence: null,
    failure,
  })),
})
const crashed = () => new AppError('engine-crashed', 'The engine ended without a word.')
const refused = new AppError('invalid-input', 'This method needs a convolution.')

describe('a failure of several pictures', () => {
  it('is said once; what one alone failed of stays in its place', () => {
    const rows = [row(undefined, crashed(), undefined), row(crashed(), refused)]
    const shared = sharedFailure(rows)
    expect(shared?.message).toBe('The engine ended without a word.')
    const [first, second] = withoutFailure(rows, shared)
    expect(first?.layers.map(({ failure, sentence }) => [failure, sentence])).toEqual([
      [undefined, 'Not computed.'],
      [undefined, null],
    ])
    expect([second?.failure, second?.sentence, second?.layers[0]?.failure]).toEqual([
      undefined,
      'Not computed.',
      refused,
    ])
  })

  it('is none where only one failed', () => {
    const rows = [row(undefined, crashed(), undefined)]
    expect(sharedFailure(rows)).toBe(undefined)
    expect(withoutFailure(rows, undefined)).toBe(rows)
  })
})
