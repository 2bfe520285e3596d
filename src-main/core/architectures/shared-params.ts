import { number, toggle } from '../params.ts'

/** Parameters that several architectures take. */
export const smallImageStem = toggle({
  default: false,
  help: 'Stride 1 instead of 2 in the first layer, for images of 32 to 64 px: finer maps, about four times the work.',
})

/** `inKeras`: the momentum that Keras Applications has, and the default. */
export const batchNormMomentum = (inKeras: number) =>
  number({
    default: inKeras,
    min: 0,
    max: 0.9999,
    help: `Share of the old moving statistics kept in a step. Keras has ${inKeras}; short runs need about 0.95.`,
  })
