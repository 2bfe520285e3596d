import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shippedPresets } from '../../src-main/host/services/presets.ts'
import { resolveConditions } from '../../src-main/host/services/conditions.ts'
import { runConfigsOf } from '../../src-main/host/services/run-configs.ts'

const presets = shippedPresets({ programFolder: resolve(import.meta.dirname, '../..') })
const find = (id: string) => {
  const preset = presets.find((candidate) => candidate.id === id)
  if (!preset) throw new Error(`There is no preset "${id}".`)
  const configs = runConfigsOf(preset.config)
  return { configs, ...resolveConditions(preset.config.conditions, configs) }
}

describe('presets', () => {
  it.each(presets.map(({ id }) => id))('%s names methods, parameters and conditions that exist', (id) => {
    const { configs, conditions, isTrainingAttackMissing } = find(id)
    expect(configs.length).toBeGreaterThan(0)
    expect(conditions.length).toBeGreaterThan(0)
    expect(isTrainingAttackMissing).toBe(false)
  })

  it('compare Tiny ImageNet runs that differ in their objective only, under the same conditions', () => {
    const [base, adversarial] = [find('tiny-imagenet-base'), find('tiny-imagenet-adversarial')]
    const shared = ({ configs: [config] }: typeof base) => ({ ...config, name: null, objective: null })
    expect(shared(adversarial)).toEqual(shared(base))
    expect(adversarial.conditions).toEqual(base.conditions)
    expect(find('tiny-imagenet').conditions).toEqual(base.conditions)
    expect(base.configs[0]?.augmentations.map(({ id }) => id).toSorted()).toEqual([
      'color-jitter',
      'gaussian-noise',
      'poisson-noise',
      'random-crop',
      'random-flip',
      'salt-and-pepper',
    ])
  })
})
