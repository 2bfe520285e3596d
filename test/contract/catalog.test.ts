import { describe, expect, it } from 'vitest'
import {
  displayOf,
  findEntry,
  inPixelUnits,
  pixelUnits,
  readableParam,
  resolveParams,
  type CatalogEntry,
} from '../../src-main/contract/catalog.ts'
import { AppError } from '../../src-main/contract/wire.ts'
import { choice, number, optionalNumber, toggle } from '../../src-main/core/params.ts'

const pgd: CatalogEntry = {
  id: 'pgd',
  title: 'PGD',
  source: 'Madry et al. 2018',
  params: {
    epsilon: number({ default: 8 / 255, min: 0, max: 1, unit: 'pixel value', help: 'Radius.' }),
    steps: number({ default: 10, min: 1, max: 1000, step: 1, help: 'Steps.' }),
    length: number({ default: 0.1, min: 0, max: 9, pixelsWhere: { param: 'norm', value: 'infinity' }, help: '' }),
    limit: optionalNumber({ min: 0, max: 5, help: 'None is off.' }),
    norm: choice({ default: 'infinity', options: { infinity: 'L∞', l2: 'L2' }, help: 'Norm.' }),
    clip: toggle({ default: true, help: 'Clip.' }),
  },
}

function refusal(work: () => unknown): AppError {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

describe('resolveParams', () => {
  it('fills in defaults and reads fractions', () => {
    expect(resolveParams(pgd, { epsilon: '2/255', limit: 'none' })).toEqual({
      epsilon: 2 / 255,
      steps: 10,
      length: 0.1,
      limit: null,
      norm: 'infinity',
      clip: true,
    })
  })

  it.each([
    [{ epsilom: 1 }, '"pgd" has no parameter "epsilom".', 'Did you mean "epsilon"?'],
    [{ epsilon: 8 }, '"epsilon" of "pgd" must lie in [0, 1] in pixel units: got 8.', 'Did you mean 8/255?'],
    [{ epsilon: 'much' }, 'must be a number: got "much".', undefined],
    [{ steps: 2.5 }, 'must be a whole number: got 2.5.', undefined],
    [{ steps: null }, 'must be a number: got none.', undefined],
    [{ norm: 'l3' }, 'must be one of infinity, l2: got "l3".', 'Did you mean "l2"?'],
    [{ clip: 'perhaps' }, 'must be true or false: got "perhaps".', undefined],
  ])('refuses %j with what was expected and what to do', (params, message, hint) => {
    const error = refusal(() => resolveParams(pgd, params))
    expect(error.code).toBe('invalid-input')
    expect(error.message).toContain(message)
    if (hint === undefined) expect(error.hint).toBeUndefined()
    else expect(error.hint).toContain(hint)
  })
})

describe('lengths of pixel values', () => {
  it('are read as k/255, or as a decimal that is shorter', () => {
    expect([8 / 255, 0.5 / 255, 1.79 / 255, 51 / 255, 1, 0.25, 0.1, 0.007].map(pixelUnits)).toEqual([
      ...['8/255', '0.5/255', '1.79/255', '51/255', '255/255', '0.25', '0.1', '0.007'],
    ])
  })

  it('are plain numbers in another norm', () => {
    expect(displayOf(pgd, 'length', {})).toBe('pixel')
    expect(displayOf(pgd, 'length', { norm: 'l2' })).toBe('plain')
    expect(displayOf(pgd, 'epsilon', { norm: 'l2' })).toBe('pixel')
    expect(readableParam(pgd, 'length', {})).toMatchObject({ display: 'pixel', max: 1 })
    expect(readableParam(pgd, 'length', { norm: 'l2' })).toMatchObject({ display: 'plain', max: 9 })
    const shown = inPixelUnits({ id: 'pgd', params: { epsilon: 0.1, length: 2, norm: 'l2', limit: null } }, [pgd])
    expect(shown.params).toEqual({ epsilon: '0.1', length: 2, norm: 'l2', limit: null })
  })
})

describe('findEntry', () => {
  it('names the nearest valid method', () => {
    const error = refusal(() => findEntry('attacks', [pgd], 'pdg'))
    expect(error.message).toBe('There is no attack called "pdg".')
    expect(error.hint).toContain('Did you mean "pgd"?')
  })
})
