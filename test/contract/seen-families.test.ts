import { describe, expect, it } from 'vitest'
import {
  families,
  familiesSeen,
  familyInWords,
  familyOf,
  parseMethod,
  RunConfig,
  seenBy,
} from '../../src-main/contract/index.ts'
import { catalog } from '../../src-main/core/catalog.ts'

const seenIn = (...augmentations: string[]) =>
  familiesSeen([RunConfig.parse({ dataset: { id: 'shapes' }, augmentations })], catalog)
const by = (augmentation: string, condition: string): string[] =>
  seenBy(seenIn(augmentation), parseMethod(condition), catalog)

describe('families of perturbations', () => {
  it('has one for every corruption, and for no attack', () => {
    const conditions = catalog.corruptions.map(({ id, params }) => ({
      id,
      params: Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default])),
    }))
    expect(conditions.filter((condition) => familyOf(condition, catalog) === null)).toEqual([])
    expect([...catalog.attacks, { id: 'clean' }].map(({ id }) => familyOf({ id, params: {} }, catalog))).toEqual(
      [...catalog.attacks, 0].map(() => null),
    )
  })

  it('joins the same law under two names, and keeps other noises apart', () => {
    expect(by('gaussian-noise:sigma=0.05', 'gaussian-noise')).toEqual(['gaussian-noise:sigma=0.05'])
    expect(by('gaussian-noise', 'gaussian-noise-c:severity=3')).toEqual(['gaussian-noise'])
    expect(by('poisson-noise', 'shot-noise')).toEqual(['poisson-noise'])
    expect(by('salt-and-pepper', 'impulse-noise')).toEqual(['salt-and-pepper'])
    for (const other of ['shot-noise', 'impulse-noise', 'speckle-noise', 'fog', 'fgsm', 'clean']) {
      expect(by('gaussian-noise', other)).toEqual([])
    }
  })

  it('counts what an augmentation does with its parameters, and no more', () => {
    expect(by('color-jitter', 'brightness')).toEqual(['color-jitter'])
    expect(by('color-jitter:brightness=0', 'brightness')).toEqual([])
    expect(by('color-jitter:brightness=0', 'contrast')).toEqual(['color-jitter:brightness=0'])
    expect(by('gaussian-noise:probability=0', 'gaussian-noise')).toEqual([])
    const cutmix = familiesSeen([RunConfig.parse({ dataset: { id: 'shapes' }, objective: 'cutmix' })], catalog)
    expect(seenBy(cutmix, parseMethod('random-patch'), catalog)).toEqual(['cutmix'])
  })

  it('says in words what is of which family, and what marks it', () => {
    const sentence = (registry: 'corruptions' | 'augmentations' | 'attacks', id: string) => {
      const entry = catalog[registry].find((it) => it.id === id)
      return entry && familyInWords(entry)
    }
    expect(sentence('corruptions', 'shot-noise')).toBe('Family of perturbations: Poisson (shot) noise.')
    expect(sentence('corruptions', 'tiny-imagenet-c')).toBe('Family of perturbations: that of its corruption.')
    expect(sentence('augmentations', 'color-jitter')).toBe(
      'In training, it marks as seen: Brightness; Contrast; Saturation; Hue.',
    )
    expect(sentence('attacks', 'fgsm')).toBeNull()
  })

  it('names only families that there are', () => {
    const named = [...catalog.augmentations, ...catalog.objectives].flatMap(({ shows }) => shows ?? [])
    expect(named.filter(({ family }) => !Object.hasOwn(families, family))).toEqual([])
    for (const entry of [...catalog.augmentations, ...catalog.objectives]) {
      for (const name of (entry.shows ?? []).flatMap(({ unless }) => unless))
        expect(entry.params).toHaveProperty([name])
    }
  })
})
