import { number } from '../params.ts'

export const apgdSource =
  'Croce and Hein 2020, sections 3 and 4, https://arxiv.org/abs/2003.01690; code: https://github.com/fra31/auto-attack'

/** What all variants of Auto-PGD have in common. */
export const apgdParams = {
  steps: number({ default: 100, min: 1, max: 10_000, step: 1, help: 'Steps of one attempt; one backward pass each.' }),
  rho: number({
    default: 0.75,
    min: 0,
    max: 1,
    help: 'Share of the steps between two checks that must climb for the step size to stay.',
  }),
} as const
