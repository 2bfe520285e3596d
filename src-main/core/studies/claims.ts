import type { ClaimResult } from '../../contract/studies.ts'
import { independentDifference, pairedDifference } from '../measures/differences.ts'
import { mcNemarExact } from '../measures/mcnemar.ts'
import { wilsonInterval } from '../measures/wilson.ts'
import { median } from '../median.ts'
import { intervalText, numberText, percent, points, pText } from '../words.ts'
import { alpha, describe, judgeBetterEach, notTested, type Judged, type Pair } from './judge.ts'

/** Our reading of "marginally" and "close", for which the study gives no number. */
const marginal = 0.05

/** The base model (first) and the adversarial one (second) under one condition. */
export interface ConditionPair {
  readonly condition: string
  /** Its name in words. */
  readonly title: string
  /** Whether the training augmentation had this noise. */
  readonly isSeen: boolean
  /** Null where one of the two was not evaluated under it. */
  readonly pair: Pair | null
}

/** Correct of so many images. */
export type Proportion = readonly [correct: number, n: number]

/** One trained network of a comparison of architectures. */
export interface NetworkFigures {
  readonly architecture: string
  readonly title: string
  readonly parameters: number
  readonly classes: number
  /** After the last epoch, in inference mode: training and validation images of the panels. */
  readonly train: Proportion
  readonly validation: Proportion
  /** Of the clean evaluation, on all validation images. */
  readonly clean: Proportion
}

/**
 * "Much better when perturbed", condition by condition: holds where the adversarial model is right more often and the
 * exact McNemar p, adjusted by Holm for the conditions tested, is below 0.05.
 */
export function betterWhenPerturbed(conditions: readonly ConditionPair[]): ClaimResult[] {
  const { tested, judged } = judgeBetterEach(conditions.map(({ pair }) => pair))
  return conditions.map(({ condition, title, isSeen }, at) => ({
    id: `better:${condition}`,
    claim: `The adversarially regularized model is better under ${title}${isSeen ? ' (seen in training)' : ''}.`,
    rule: `its accuracy is higher, and the exact McNemar p, adjusted by Holm for ${tested} conditions, is below ${alpha}`,
    unit: 'share',
    ...(judged[at] ?? notTested('Not both models were evaluated under it.')),
  }))
}

/** "Marginally worse when clean": holds where the adversarial model is worse, by 5 points of accuracy at most. */
export function worseWhenClean(pair: Pair | null): ClaimResult {
  return {
    id: 'worse:clean',
    claim: 'The adversarially regularized model is marginally worse on clean images.',
    rule: `its accuracy is lower, by at most ${points(marginal)}`,
    unit: 'share',
    ...(pair ? judgeWorse(pair) : notTested('Not both models were evaluated on clean images.')),
  }
}

function judgeWorse(pair: Pair): Judged {
  const { difference, interval } = pairedDifference(pair.fixed, pair.broken, pair.n)
  const p = mcNemarExact(pair.fixed, pair.broken)
  const isMarginal = -difference <= marginal + rounding
  const why = difference >= 0 ? ': it is not worse' : isMarginal ? '' : ': that is more than marginal'
  return {
    verdict: difference < 0 && isMarginal ? 'holds' : 'does not hold',
    finding: `${describe(pair, difference, interval)}, ${pText(p)}${why}`,
    value: difference,
    interval,
    n: pair.n,
    p,
  }
}

/** So that 5 of 100 images are not more than 5 points. */
const rounding = 1e-12

/**
 * "NASNet overfits", more than the others: holds where the 95 % interval of its generalization gap lies above the median
 * gap of the other architectures. One result for every NASNet.
 */
export function nasNetOverfits(networks: readonly NetworkFigures[], howTo: string): ClaimResult[] {
  const frame = {
    rule: 'the 95 % interval of its generalization gap after the last epoch lies above the median gap of the other architectures',
    unit: 'share',
  } as const
  const nasNets = networks.filter(({ architecture }) => architecture === 'nasnet')
  const others = networks.filter(({ architecture }) => architecture !== 'nasnet')
  if (nasNets.length === 0 || others.length < 2) {
    const why = nasNets.length === 0 ? 'NASNet was not trained.' : 'Fewer than two other architectures were trained.'
    return [{ id: 'overfits:nasnet', claim: 'NASNet overfits.', ...frame, ...notTested(`${why} ${howTo}`) }]
  }
  const middle = median(others.map(gapOf))
  return nasNets.map((network) => {
    const { difference, interval } = independentDifference(network.train, network.validation)
    const isAbove = interval[0] > middle
    const gap = `gap ${points(difference)} ${intervalText(interval)}: ${percent(shareOf(network.train))} on training images, ${percent(shareOf(network.validation))} on validation images`
    return {
      id: `overfits:${network.title}`,
      claim: `${network.title} overfits.`,
      ...frame,
      verdict: isAbove ? 'holds' : 'does not hold',
      finding: `${gap}; the median of the ${others.length} others is ${points(middle)}`,
      value: difference,
      interval,
      n: network.train[1] + network.validation[1],
      p: null,
    }
  })
}

const shareOf = ([correct, n]: Proportion): number => (n === 0 ? 0 : correct / n)
const gapOf = ({ train, validation }: NetworkFigures): number => shareOf(train) - shareOf(validation)

/**
 * "MobileNetV2 gives most accuracy for its parameters": holds where its accuracy above chance per million parameters is
 * larger than that of every other architecture, the lower end of its interval compared with the upper end of theirs.
 */
export function mobileNetIsBestForItsParameters(networks: readonly NetworkFigures[], howTo: string): ClaimResult {
  const frame = {
    id: 'efficient:mobilenet-v2',
    claim: 'MobileNetV2 gives most accuracy for its parameters.',
    rule: 'its accuracy above chance per million parameters is the largest, the lower end of its 95 % interval compared with the upper ends of the others',
    unit: 'share per million parameters',
  } as const
  const own = bestOf(networks, 'mobilenet-v2')
  const others = networks.filter(({ architecture }) => architecture !== 'mobilenet-v2')
  if (!own || others.length === 0) {
    const why = own ? 'No other architecture was trained.' : 'MobileNetV2 was not trained.'
    return { ...frame, ...notTested(`${why} ${howTo}`) }
  }
  const yieldOf = (network: NetworkFigures) => {
    const perMillion = (share: number): number => (share - 1 / network.classes) / (network.parameters / 1e6)
    const [low, high] = wilsonInterval(...network.clean)
    return { network, value: perMillion(shareOf(network.clean)), low: perMillion(low), high: perMillion(high) }
  }
  const mine = yieldOf(own)
  const next = others.map(yieldOf).toSorted((a, b) => b.high - a.high)[0] as ReturnType<typeof yieldOf>
  const inWords = ({ network, value, low, high }: typeof mine): string =>
    `${network.title}: ${numberText(value * 100)} points per million (${numberText(low * 100)} to ${numberText(high * 100)}), ${percent(shareOf(network.clean))} with ${numberText(network.parameters / 1e6)} million`
  return {
    ...frame,
    verdict: mine.low > next.high ? 'holds' : 'does not hold',
    finding: `${inWords(mine)}; next ${inWords(next)}`,
    value: mine.value,
    interval: [mine.low, mine.high],
    n: own.clean[1],
    p: null,
  }
}

/**
 * "EfficientNet comes close": holds where its clean accuracy is within 5 points of MobileNetV2's, above or below. One
 * result for every EfficientNet; `pairOf` gives MobileNetV2 (first) and it (second) on the same images.
 */
export function efficientNetIsClose<N extends NetworkFigures>(
  networks: readonly N[],
  pairOf: (first: N, second: N) => Pair | null,
  howTo: string,
): ClaimResult[] {
  const frame = {
    rule: `its accuracy on clean images is within ${points(marginal)} of MobileNetV2's, above or below`,
    unit: 'share',
  } as const
  const mobileNet = bestOf(networks, 'mobilenet-v2')
  const efficientNets = networks.filter(({ architecture }) => architecture === 'efficientnet')
  const missing = (why: string): ClaimResult => ({
    id: 'close:efficientnet',
    claim: 'EfficientNet comes close to MobileNetV2.',
    ...frame,
    ...notTested(`${why} ${howTo}`),
  })
  if (!mobileNet) return [missing('MobileNetV2 was not trained.')]
  if (efficientNets.length === 0) return [missing('EfficientNet was not trained.')]
  return efficientNets.map((network) => {
    const pair = pairOf(mobileNet, network)
    if (!pair) return missing('Both were not evaluated on the same clean images.')
    const { difference, interval } = pairedDifference(pair.fixed, pair.broken, pair.n)
    const p = mcNemarExact(pair.fixed, pair.broken)
    return {
      id: `close:${network.title}`,
      claim: `${network.title} comes close to MobileNetV2.`,
      ...frame,
      verdict: Math.abs(difference) <= marginal + rounding ? 'holds' : 'does not hold',
      finding: `${describe(pair, difference, interval)}, ${pText(p)}`,
      value: difference,
      interval,
      n: pair.n,
      p,
    }
  })
}

/** Of several networks of a family, the one with the best clean accuracy. */
function bestOf<N extends NetworkFigures>(networks: readonly N[], architecture: string): N | undefined {
  return networks
    .filter((network) => network.architecture === architecture)
    .toSorted((a, b) => shareOf(b.clean) - shareOf(a.clean))[0]
}
