import { defineSchedule } from '../methods.ts'
import { number, optionalNumber } from '../params.ts'

/** Multiplies the rate by `factor` every so many epochs. */
export const step = defineSchedule({
  id: 'step',
  title: 'Step',
  source: 'He et al. 2016, section 3.4, https://arxiv.org/abs/1512.03385',
  params: {
    every: number({ default: 30, min: 1, max: 100_000, step: 1, help: 'Epochs between two drops.' }),
    factor: number({ default: 0.1, min: 0, max: 1, help: 'What the rate is multiplied by at a drop.' }),
    first: optionalNumber({
      min: 1,
      max: 100_000,
      step: 1,
      help: 'Epochs before the first drop; none means as many as between two. 100 with every 50 drops at 100, 150 and so on.',
    }),
  },
  initial: () => ({ epoch: 0 }),
  factor: ({ every, factor, first }, _state, { step: index, stepsPerEpoch }) =>
    factor ** dropsAfter(Math.floor(index / stepsPerEpoch), first ?? every, every),
  observe({ every, factor, first }, { epoch: before = 0 }) {
    const epoch = before + 1
    const drops = (after: number): number => dropsAfter(after, first ?? every, every)
    const isDrop = drops(epoch) > drops(before)
    return {
      state: { epoch },
      reason: isDrop ? `${epoch} epochs are done: the learning rate falls to ${factor} times what it was.` : null,
    }
  },
})

function dropsAfter(epochs: number, first: number, every: number): number {
  return epochs < first ? 0 : 1 + Math.floor((epochs - first) / every)
}
