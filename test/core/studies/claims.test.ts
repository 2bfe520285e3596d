import { describe, expect, it } from 'vitest'
import {
  betterWhenPerturbed,
  efficientNetIsClose,
  mobileNetIsBestForItsParameters,
  nasNetOverfits,
  worseWhenClean,
  type NetworkFigures,
} from '../../../src-main/core/studies/claims.ts'
import type { Pair } from '../../../src-main/core/studies/judge.ts'

const howTo = 'Train them.'

/** 1,000 images, 400 of them right in the first classifier. */
const pair = (fixed: number, broken: number, n = 1000): Pair => ({
  n,
  correct: [400, 400 + fixed - broken],
  fixed,
  broken,
  suspicions: [[], []],
})

function network(architecture: string, figures: Partial<NetworkFigures> = {}): NetworkFigures {
  return {
    architecture,
    title: architecture,
    parameters: 5_000_000,
    classes: 20,
    train: [600, 1000],
    validation: [400, 1000],
    clean: [400, 1000],
    ...figures,
  }
}

describe('"better when perturbed"', () => {
  const judge = (...pairs: (Pair | null)[]) =>
    betterWhenPerturbed(
      pairs.map((one, i) => ({ condition: `attack-${i}`, title: `attack ${i}`, isSeen: i === 1, pair: one })),
    )

  it('holds where it is better beyond chance, and not where it is worse or may be equal', () => {
    const claims = judge(pair(200, 100), pair(100, 200), pair(11, 10), pair(10, 10))
    expect(claims.map(({ verdict }) => verdict)).toEqual(['holds', 'does not hold', 'does not hold', 'does not hold'])
    expect(claims[0]).toMatchObject({ value: 0.1, n: 1000 })
    expect(claims[0]?.finding).toContain('50.0 % against 40.0 %: 10.0 points (')
    expect(claims[2]?.finding).toContain('it may be chance')
    expect(claims[1]?.claim).toContain('(seen in training)')
  })

  it('adjusts p for the number of conditions: one that holds alone need not hold among others', () => {
    // Exact McNemar of 22 against 9: p = 0.029.
    const [alone] = judge(pair(22, 9))
    expect(alone).toMatchObject({ verdict: 'holds', p: expect.closeTo(0.0294, 3) as number })
    const among = judge(pair(22, 9), pair(10, 10))
    expect(among[0]).toMatchObject({ verdict: 'does not hold', p: expect.closeTo(0.0589, 3) as number })
  })

  it('does not count what was not evaluated', () => {
    const claims = judge(pair(22, 9), null)
    expect(claims.map(({ verdict, n }) => [verdict, n])).toEqual([
      ['holds', 1000],
      ['not tested here', null],
    ])
  })
})

describe('"marginally worse when clean"', () => {
  it.each<[string, Pair | null, string]>([
    ['worse by 4.9 points', pair(10, 59), 'holds'],
    ['worse by exactly 5 points', pair(10, 60), 'holds'],
    ['worse by exactly 5 of 100 images', pair(0, 5, 100), 'holds'],
    ['worse by 5.1 points', pair(10, 61), 'does not hold'],
    ['equal', pair(10, 10), 'does not hold'],
    ['better', pair(11, 10), 'does not hold'],
    ['not evaluated', null, 'not tested here'],
  ])('%s', (_, given, verdict) => expect(worseWhenClean(given).verdict).toBe(verdict))
})

describe('"NASNet overfits"', () => {
  const others = [
    network('mobilenet-v2', { train: [450, 1000] }),
    network('densenet', { train: [600, 1000] }),
    network('resnext', { train: [900, 1000] }),
  ]

  it('holds where its whole interval lies above the median gap of the others', () => {
    // The median gap is 20 points; 1,000 images either way give an interval of about ±4.3.
    const judge = (correct: number) =>
      nasNetOverfits([...others, network('nasnet', { train: [correct, 1000] })], howTo)[0]
    expect(judge(660)).toMatchObject({ verdict: 'holds', value: expect.closeTo(0.26, 9) as number, n: 2000 })
    expect(judge(630)?.verdict).toBe('does not hold')
    expect(judge(590)?.verdict).toBe('does not hold')
  })

  it('judges every NASNet, and none without two others to hold it against', () => {
    const pairOfThem = ['NASNet Mobile', 'NASNet Large'].map((title) => network('nasnet', { title }))
    expect(nasNetOverfits([...others, ...pairOfThem], howTo).map(({ claim }) => claim)).toEqual([
      'NASNet Mobile overfits.',
      'NASNet Large overfits.',
    ])
    for (const networks of [others, [network('nasnet'), network('densenet')], []]) {
      expect(nasNetOverfits(networks, howTo)).toMatchObject([
        { verdict: 'not tested here', finding: expect.stringContaining(howTo) as string },
      ])
    }
  })
})

describe('"MobileNetV2 gives most accuracy for its parameters"', () => {
  const mobileNet = network('mobilenet-v2', { parameters: 2_000_000 })

  it('holds where its lower end beats every upper end', () => {
    const judge = (...rest: NetworkFigures[]) => mobileNetIsBestForItsParameters([mobileNet, ...rest], howTo)
    // (0.4 − 0.05) / 2 = 17.5 points per million, at least 16.0; 60 % with 5 million give 11.0.
    expect(judge(network('densenet', { clean: [600, 1000] }))).toMatchObject({
      verdict: 'holds',
      value: expect.closeTo(0.175, 9) as number,
      unit: 'share per million parameters',
      n: 1000,
    })
    // The same accuracy with 2.1 million may be chance.
    expect(judge(network('efficientnet', { parameters: 2_100_000 })).verdict).toBe('does not hold')
    expect(judge(network('small-cnn', { parameters: 100_000, clean: [100, 1000] })).verdict).toBe('does not hold')
  })

  it('does not hold where it learnt nothing', () => {
    const nothing = { ...mobileNet, clean: [50, 1000] as const }
    expect(mobileNetIsBestForItsParameters([nothing, network('densenet')], howTo).verdict).toBe('does not hold')
  })

  it('is not tested without it or without others', () => {
    for (const networks of [[mobileNet], [network('densenet')]]) {
      expect(mobileNetIsBestForItsParameters(networks, howTo).verdict).toBe('not tested here')
    }
  })
})

describe('"EfficientNet comes close"', () => {
  const networks = [network('mobilenet-v2'), network('efficientnet', { title: 'EfficientNet B2' })]

  it.each<[string, Pair, string]>([
    ['5 points below', pair(0, 50), 'holds'],
    ['5 points above', pair(50, 0), 'holds'],
    ['5.1 points below', pair(0, 51), 'does not hold'],
    ['5.1 points above', pair(51, 0), 'does not hold'],
  ])('%s', (_, given, verdict) => {
    expect(efficientNetIsClose(networks, () => given, howTo)).toMatchObject([
      { claim: 'EfficientNet B2 comes close to MobileNetV2.', verdict, n: 1000 },
    ])
  })

  it('is not tested where one of them is missing, or was not evaluated on the same images', () => {
    for (const some of [[], networks.slice(0, 1), networks.slice(1)]) {
      expect(efficientNetIsClose(some, () => pair(1, 1), howTo)).toMatchObject([{ verdict: 'not tested here' }])
    }
    expect(efficientNetIsClose(networks, () => null, howTo)).toMatchObject([{ verdict: 'not tested here' }])
  })
})
