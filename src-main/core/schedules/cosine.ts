import { defineSchedule } from '../methods.ts'
import { number } from '../params.ts'

/** Half a cosine from the full rate in the first step to `minFactor` of it at the end of the run, without restarts. */
export const cosine = defineSchedule({
  id: 'cosine',
  title: 'Cosine',
  source: 'Loshchilov & Hutter 2017, equation 5, https://arxiv.org/abs/1608.03983',
  params: {
    minFactor: number({ default: 0, min: 0, max: 1, help: 'Share of the rate that is left at the end.' }),
  },
  initial: () => ({}),
  factor: ({ minFactor }, _state, { step, stepsTotal }) =>
    minFactor + ((1 - minFactor) * (1 + Math.cos((Math.PI * step) / stepsTotal))) / 2,
  observe: (_values, state) => ({ state, reason: null }),
})
