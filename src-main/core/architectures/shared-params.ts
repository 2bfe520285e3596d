import { number, toggle } from '../params.ts'

const work = {
  stride: 'Stride 1 instead of 2 in the first layer, for images of 32 to 64 px: finer maps, about four times the work.',
  'stride-and-pooling':
    'Stride 1 instead of 2 in the first layer and no max pooling behind it, for images of 32 to 64 px: finer maps, about sixteen times the work.',
  own: 'Stride 1 in the first layer, as published for images of 32 px. Off: stride 2, for a quarter of the work where images are larger.',
}

/** Whether the first layers keep the size of the image. `kind`: what halves it otherwise; `own`: nothing, by default. */
export const smallImageStem = (kind: keyof typeof work) => toggle({ default: kind === 'own', help: work[kind] })

/** `published`: the momentum that the source of the architecture has, and the default. */
export const batchNormMomentum = (published: number, source = 'Keras') =>
  number({
    default: published,
    min: 0,
    max: 0.9999,
    help: `Share of the old moving statistics kept in a step. ${source} has ${published}; short runs need about 0.95.`,
  })
