import { defineSchedule } from '../methods.ts'
import { choice, number } from '../params.ts'
import { isImprovement, monitors } from '../training/monitors.ts'

/** Multiplies the rate by `factor` when the monitored value has not improved for `patience` epochs. */
export const plateau = defineSchedule({
  id: 'plateau',
  title: 'Reduce on plateau',
  source: 'Keras, callbacks/reduce_lr_on_plateau.py, https://keras.io/api/callbacks/reduce_lr_on_plateau',
  params: {
    monitor: choice({ default: 'validation-loss', options: monitors, help: 'The value that should improve.' }),
    patience: number({ default: 10, min: 1, max: 100_000, step: 1, help: 'Epochs to wait for an improvement.' }),
    factor: number({ default: 0.1, min: 0, max: 1, help: 'What the rate is multiplied by.' }),
    minChange: number({ default: 0.0001, min: 0, max: 1, help: 'A smaller change does not count.' }),
    cooldown: number({ default: 0, min: 0, max: 100_000, step: 1, help: 'Epochs after a drop that do not count.' }),
    minFactor: number({ default: 0, min: 0, max: 1, help: 'Share of the rate below which it never falls.' }),
  },
  initial: () => ({ factor: 1, waited: 0, cooldown: 0 }),
  factor: (_values, { factor = 1 }) => factor,
  observe(values, { factor = 1, waited = 0, cooldown: left = 0, best }, metrics) {
    const { monitor, patience, minChange } = values
    const value = metrics[monitor]
    if (value === undefined) throw new Error(`The plateau schedule needs "${monitor}", which was not measured.`)

    const cooldown = Math.max(0, left - 1)
    if (isImprovement(monitor, value, best ?? null, minChange)) {
      return { state: { factor, waited: 0, cooldown, best: value }, reason: null }
    }
    const kept = best === undefined ? {} : { best }
    const waitedNow = (left > 0 ? 0 : waited) + (cooldown > 0 ? 0 : 1)
    if (waitedNow < patience || factor <= values.minFactor) {
      return { state: { factor, waited: waitedNow, cooldown, ...kept }, reason: null }
    }
    const lower = Math.max(values.minFactor, factor * values.factor)
    return {
      state: { factor: lower, waited: 0, cooldown: values.cooldown, ...kept },
      reason: `No better ${monitor} than ${best} for ${patience} epochs: the learning rate falls to ${lower} of its start.`,
    }
  },
})
