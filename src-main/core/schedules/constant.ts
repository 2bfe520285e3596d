import { defineSchedule } from '../methods.ts'

/** The same rate throughout. */
export const constant = defineSchedule({
  id: 'constant',
  title: 'Constant',
  source: 'None: the rate as given.',
  params: {},
  initial: () => ({}),
  factor: () => 1,
  observe: (_values, state) => ({ state, reason: null }),
})
