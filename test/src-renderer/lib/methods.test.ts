import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/index.ts'
import { conditionKey, conditionLabel, isAttack, methodTitle } from '../../../src-renderer/lib/methods.ts'
import { catalog } from '../support/samples.ts'

describe('method names', () => {
  it('come from the catalog, and are the id until it is there', () => {
    expect(methodTitle(catalog, 'architectures', 'mobilenet-v2')).toBe(
      catalog.architectures.find((entry) => entry.id === 'mobilenet-v2')?.title,
    )
    expect(methodTitle(null, 'architectures', 'mobilenet-v2')).toBe('mobilenet-v2')
  })

  it('say the strength always and other parameters where they differ from their default', () => {
    expect(conditionLabel(catalog, parseMethod('fgsm:epsilon=2/255')).detail).toBe('2/255')
    expect(conditionLabel(catalog, parseMethod('fgsm')).detail).toBe('8/255')
    expect(conditionLabel(catalog, parseMethod('pgd:epsilon=2/255,steps=10')).detail).toBe('2/255')
    expect(conditionLabel(catalog, parseMethod('pgd:epsilon=2/255,steps=20')).detail).toBe('2/255, steps 20')
    expect(conditionLabel(catalog, parseMethod('poisson-noise')).detail).toBe('')
  })

  it('say what decides the family, and no strength where there is none', () => {
    const detail = (text: string) => conditionLabel(catalog, parseMethod(text)).detail
    expect(detail('tiny-imagenet-c')).toBe('gaussian noise, severity 3')
    expect(detail('tiny-imagenet-c:corruption=fog,severity=5')).toBe('fog, severity 5')
    expect(detail('background-swap')).toBe('')
    expect(detail('background-swap:from=same')).toBe('from its own (Mixed-Same)')
    expect(detail('background-gray')).toBe('level 0.5')
  })

  it('write a length of pixel values as k/255, or as a shorter decimal, and say what it is for a network', () => {
    const label = (text: string) => conditionLabel(catalog, parseMethod(text))
    expect(label('fgsm:epsilon=0.1').detail).toBe('0.1')
    expect(label('fgsm:epsilon=0.5/255').detail).toBe('0.5/255')
    expect(label('fgsm:epsilon=2/255').units).toBe(
      'epsilon 2/255: 0.007843 of the pixel range [0, 1]; 0.01569 in a network that scales its input to [−1, 1]',
    )
    expect(label('pgd-l2:epsilon=0.5')).toMatchObject({ detail: '0.5', units: '' })
  })

  it('write a length as one of pixels in the infinity norm alone, where the norm is a choice', () => {
    const detail = (text: string) => conditionLabel(catalog, parseMethod(text)).detail
    expect(detail('adversarial-neighbor:stepSize=0.2')).toBe('0.2')
    expect(detail('adversarial-neighbor:stepSize=0.2,gradientNorm=infinity')).toMatch(/^51\/255/)
  })

  it('name what is in no registry by its id', () => {
    expect(conditionLabel(catalog, { id: 'clean', params: {} })).toEqual({ title: 'Clean', detail: '', units: '' })
    expect(conditionLabel(catalog, { id: 'training-attack', params: {} }).title).toBe('Training attack')
  })

  it('are one key however the parameters were written', () => {
    const keys = ['fgsm', 'fgsm:epsilon=8/255', `fgsm:epsilon=${8 / 255}`].map((text) =>
      conditionKey(catalog, parseMethod(text)),
    )
    expect(new Set(keys).size).toBe(1)
  })

  it('tell attacks from noises', () => {
    expect([isAttack(catalog, 'pgd'), isAttack(catalog, 'training-attack')]).toEqual([true, true])
    expect([isAttack(catalog, 'clean'), isAttack(catalog, 'gaussian-noise')]).toEqual([false, false])
  })
})
