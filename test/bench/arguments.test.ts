import { describe, expect, it } from 'vitest'
import { labelOf, readArguments } from '../../src-main/bench/arguments.ts'
import { works } from '../../src-main/bench/works.ts'
import { architectures } from '../../src-main/core/architectures/index.ts'

describe('readArguments', () => {
  it('measures the whole catalog by default, the architecture of the targets first', () => {
    const read = readArguments([])
    expect(read.architectures[0]?.id).toBe('mobilenet-v2')
    expect(read.architectures.map(({ id }) => id).toSorted()).toEqual(architectures.map(({ id }) => id).toSorted())
    expect(read).toMatchObject({ works, rounds: 3, python: null, isAgainstStock: false, extent: 'usual' })
  })

  it('takes architectures with parameters apart', () => {
    const { architectures: chosen } = readArguments([
      '--architectures=mobilenet-v2:alpha=0.5,smallImageStem=true,resnet',
    ])
    expect(chosen.map(labelOf)).toEqual(['mobilenet-v2:alpha=0.5,smallImageStem=true', 'resnet'])
    expect(chosen[1]?.params).toMatchObject({ variant: '50' })
  })

  it('takes a work by its name, or several by the beginning', () => {
    expect(readArguments(['--works=clean-step']).works.map(({ id }) => id)).toEqual(['clean-step'])
    expect(readArguments(['--works=inference,import']).works.map(({ id }) => id)).toEqual([
      'inference-1',
      'inference-32',
      'inference-128',
      'import',
    ])
  })

  it('takes a value behind a space or an equals sign', () => {
    expect(readArguments(['--against-python', 'python3', '--rounds', '5'])).toMatchObject({
      python: 'python3',
      rounds: 5,
    })
    expect(readArguments(['--against-python=python3', '--rounds=5'])).toMatchObject({ python: 'python3', rounds: 5 })
  })

  it.each([
    [['--roundz=3'], 'There is no flag "--roundz".', 'Did you mean "rounds"?'],
    [['--works=clean-stepp'], 'There is no work called "clean-stepp".', 'Did you mean "clean-step"?'],
    [['--architectures=mobilnet'], 'There is no architecture called "mobilnet".', 'Did you mean "mobilenet-v2"?'],
    [['--architectures=densenet:varant=121'], '"densenet" has no parameter "varant".', 'Did you mean "variant"?'],
    [['--rounds=2.5'], '"--rounds" must be a whole number above 0: got "2.5".', undefined],
    [['--rounds'], '"--rounds" needs a value.', 'See --help.'],
    [['--json=yes'], '"--json" takes no value: got "yes".', undefined],
    [['quick'], '"quick" is not a flag.', 'Flags start with --.'],
  ])('refuses %j with the nearest', (words, message, hint) => {
    let refused: unknown
    try {
      readArguments(words)
    } catch (error) {
      refused = error
    }
    expect(refused).toMatchObject({ code: 'invalid-input', message })
    expect((refused as { hint?: string }).hint ?? '').toContain(hint ?? '')
  })
})
