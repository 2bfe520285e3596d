import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readArchitectures } from '../../../src-main/cli/studies/architecture-list.ts'
import { comparedRun } from '../../../src-main/cli/studies/study-config.ts'
import { ExperimentConfig } from '../../../src-main/contract/index.ts'
import { catalog } from '../../../src-main/core/catalog.ts'
import { shippedPresets } from '../../../src-main/host/services/presets.ts'
import { runConfigsOf } from '../../../src-main/host/services/run-configs.ts'

const namesOf = (text: string) => readArchitectures(text, catalog).map(({ name, choice }) => [name, choice.params])

describe('readArchitectures', () => {
  it('takes ids, variants as people write them, and parameters', () => {
    expect(namesOf('MobileNetV2, densenet121,nasnet_mobile,efficientnet:variant=b4,dropout=0,resnext-50')).toEqual([
      ['mobilenet-v2', {}],
      ['densenet-121', { variant: '121' }],
      ['nasnet-mobile', { variant: 'mobile' }],
      ['efficientnet-b4-0', { variant: 'b4', dropout: 0 }],
      ['resnext-50', { variant: '50' }],
    ])
  })

  it('names the nearest where there is none', () => {
    expect(() => readArchitectures('mobilenet-v2,densnet121', catalog)).toThrow('no architecture called "densnet121"')
  })

  it('makes of the five names the very runs of the preset', () => {
    const preset = shippedPresets({ programFolder: resolve(import.meta.dirname, '../../..') }).find(
      ({ id }) => id === 'overfitting-study',
    )
    if (!preset) throw new Error('There is no such preset.')
    const named = readArchitectures('mobilenet-v2,densenet121,nasnet-mobile,efficientnet-b2,resnext50', catalog)
    const made = ExperimentConfig.parse({ ...preset.config, runs: named.map(comparedRun) })
    expect(runConfigsOf(made)).toEqual(runConfigsOf(preset.config))
  })
})
