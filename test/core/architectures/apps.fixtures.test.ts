import { beforeAll, describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import type { ParamValue } from '../../../src-main/contract/method.ts'
import { countParameters } from '../../../src-main/core/network/count.ts'
import { kerasOrder } from '../../../src-main/core/network/keras-order.ts'
import { architectureOf } from '../../support/architecture-of.ts'
import { fixtureFiles, readJson } from '../../support/fixtures.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { formulaImage } from '../../support/formula.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { runFixture, type Agreement, type Fixture, type Outcome, type Sample } from '../../support/keras-apps.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

// The fixtures were computed with oneDNN off; on, batch statistics over few values differ by more than the tolerances.
process.env['TF_ENABLE_ONEDNN_OPTS'] = '0'

const cases = fixtureFiles('apps')
  .filter(({ name }) => !name.endsWith('.variables'))
  .flatMap(({ name, path }) => {
    const fixture = readJson<Fixture>(path)
    const found = architectureOf(fixture.builder)
    if (!found) leaveOut(`apps ${name}`, 'architecture not registered')
    return found ? [{ name, path, fixture, ...found }] : []
  })

/** How far `a` is from `b`, relative to the greater of b's greatest value and the tensor's spread. */
function difference(a: readonly number[], b: readonly number[], spread: number): number {
  const scale = Math.max(spread, ...b.map(Math.abs))
  return Math.max(...b.map((value, i) => Math.abs((a[i] as number) - value))) / scale
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
}

const normOf = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0))
const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length

describe.each(cases)('$name', ({ fixture, architecture, variant, path }) => {
  const given = Object.entries(fixture.arguments).filter(([name]) => Object.hasOwn(architecture.params, name))
  const network = architecture.build(
    resolveParams(architecture, { ...variant, ...(Object.fromEntries(given) as Record<string, ParamValue>) }),
    {
      inputShape: fixture.arguments.input_shape,
      classes: fixture.arguments.classes,
    },
  )
  let inference: Outcome
  let training: Outcome
  // In training mode batch statistics over a few values amplify rounding, and units that lie at a corner of ReLU flip:
  // what a change of the pixels by less than their rounding does to a value, another order of summation may do too.
  let disturbed: Outcome[]
  beforeAll(async () => {
    await (hasTensorflow ? useTensorflow() : useJavaScript())
    inference = runFixture(network, fixture, { training: false })
    training = runFixture(network, fixture, { training: true })
    disturbed = [-1e-7, 1e-7, 2e-7].map((disturbance) => runFixture(network, fixture, { training: true, disturbance }))
  }, 600_000)
  const sensitivity = (read: (outcome: Outcome) => number[], count: number, spread: number): number =>
    Math.max(...disturbed.map((other) => difference(read(other), read(training).slice(0, count), spread)))

  it('has Keras’s variables, in its order, and its counts', () => {
    const variables = readJson<[string, number[]][]>(path.replace(/\.json$/, '.variables.json'))
    const all = [...network.weights, ...network.statistics]
    const ours = kerasOrder(network).flatMap(({ name }) => all.filter(({ node }) => node === name))
    expect(ours.map(({ path: at, shape }) => [at, [...shape]])).toEqual(variables)
    expect(countParameters(network)).toEqual(fixture.parameters)
  })

  it('makes the same images and preprocesses them inside', () => {
    const { input, preprocessing } = fixture
    const images = input.images.map((n) => formulaImage(n, network.inputShape[0]))
    expect([...(images[0] as Float32Array).slice(0, input.first.length)]).toEqual(input.first)
    expect(images.map((image) => image.reduce((sum, v) => sum + v, 0))).toEqual(input.sums)
    expect(difference(inference.taps['rescaling'] as number[], preprocessing.outputFirst, 0)).toBeLessThan(1e-6)
  })

  it.each(['inference', 'training'] as const)('gives the logits, loss and layer outputs of Keras in %s', (mode) => {
    const expected = fixture[mode]
    const ours = mode === 'inference' ? inference : training
    const tolerance = (quantity: 'logits' | 'taps'): number =>
      mode === 'inference' ? 1e-4 : Math.max(1e-4, 3 * agreement(fixture, mode, quantity))
    const logits = expected.logits.flat()
    expect(difference(ours.logits, logits, spreadOf(logits))).toBeLessThan(tolerance('logits'))
    expect(difference([ours.loss], [expected.loss], 0)).toBeLessThan(tolerance('logits'))
    for (const { layer, first, mean, std } of expected.taps) {
      const read = (outcome: Outcome): number[] => outcome.taps[layer] as number[]
      const values = read(ours)
      expect(Math.abs(meanOf(values) - mean) / std, `mean of ${layer}`).toBeLessThan(tolerance('taps'))
      expect(Math.abs(spreadOf(values) - std) / std, `spread of ${layer}`).toBeLessThan(tolerance('taps'))
      const limit = mode === 'inference' ? 0 : 3 * sensitivity(read, first.length, std)
      expect(difference(values, first, std), layer).toBeLessThan(Math.max(tolerance('taps'), limit))
    }
  })

  function compareGradients(ours: Outcome, mode: 'inference' | 'training'): void {
    const expected = fixture[mode]
    const tolerance = (quantity: 'inputGradient' | 'weightGradients'): number => {
      const worst = agreement(fixture, mode, quantity)
      return mode === 'training' ? Math.max(1e-3, 3 * worst) : worst > 3e-5 ? 3 * worst : 1e-4
    }
    const compareFirst = (
      quantity: 'inputGradient' | 'weightGradients',
      read: (outcome: Outcome) => number[],
      first: number[],
      spread: number,
      name: string,
    ): void => {
      const limit = mode === 'inference' ? 0 : 3 * sensitivity(read, first.length, spread)
      expect(difference(read(ours), first, spread), name).toBeLessThan(Math.max(tolerance(quantity), limit))
    }
    const { first, std, meanAbs, norm } = expected.inputGradient
    const input = ours.inputGradient
    const measures = [spreadOf(input) / std, meanOf(input.map(Math.abs)) / meanAbs, normOf(input) / norm]
    for (const ratio of measures) expect(Math.abs(ratio - 1)).toBeLessThan(tolerance('inputGradient'))
    compareFirst('inputGradient', (outcome) => outcome.inputGradient, first, std, 'input')
    for (const { path: at, norm: length, first: values } of expected.weightGradients) {
      const read = (outcome: Outcome): number[] => outcome.weightGradients[at] as number[]
      expect(Math.abs(normOf(read(ours)) / length - 1), at).toBeLessThan(tolerance('weightGradients'))
      compareFirst('weightGradients', read, values, length / Math.sqrt(read(ours).length), at)
    }
  }

  // With another order of summation a unit may fall to the other side of a corner of ReLU. Then pixels that differ by
  // about their own rounding must give all of Keras's gradients at once, within the same tolerances.
  it('gives the gradients of Keras in inference', () => {
    const failures: unknown[] = []
    for (const disturbance of [0, 1e-8, -1e-8, 3e-8, -3e-8, 1e-7, -1e-7]) {
      try {
        const isPlain = disturbance === 0
        compareGradients(
          isPlain ? inference : runFixture(network, fixture, { training: false, disturbance }),
          'inference',
        )
        return
      } catch (failure) {
        failures.push(failure)
      }
    }
    throw failures[0]
  }, 600_000)

  it('gives the gradients of Keras in training', () => compareGradients(training, 'training'))

  it('moves the statistics by the rules of Keras 2 and of Keras 3', () => {
    const rules = {
      movingVarianceKeras2: training,
      movingVariance: runFixture(network, fixture, { training: true, movingVariance: 'biased' }),
    } as const
    for (const expected of fixture.training.movingStatistics) {
      const place = (role: string): number =>
        network.statistics.findIndex(({ path: at }) => at === `${expected.layer}/${role}`)
      const compare = (ours: number[] | undefined, { first, mean }: Sample): void => {
        expect(difference(ours as number[], first, 0)).toBeLessThan(1e-4)
        expect(Math.abs(meanOf(ours as number[]) - mean) / Math.max(...first.map(Math.abs))).toBeLessThan(1e-4)
      }
      compare(training.statistics[place('moving_mean')], expected.movingMean)
      for (const rule of ['movingVariance', 'movingVarianceKeras2'] as const) {
        compare(rules[rule].statistics[place('moving_variance')], expected[rule])
      }
    }
    const [two, three] = ['movingVarianceKeras2', 'movingVariance'].map(
      (rule) => rules[rule as keyof typeof rules].statistics,
    )
    expect(two).not.toEqual(three)
  }, 600_000)
})

function agreement({ agreement: of }: Fixture, mode: 'inference' | 'training', quantity: keyof Agreement): number {
  return Math.max(of.oneDnnOnVersusOff[mode][quantity], of.float32VersusFloat64[mode][quantity])
}

if (cases.length === 0) it.skip('has fixtures of registered architectures', () => undefined)
