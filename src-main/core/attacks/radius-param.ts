import { number } from '../params.ts'

/** The norms that Auto-PGD, FAB, Square and the minimal epsilon come in. */
export type BallNorm = 'infinity' | 'l2'

interface RadiusOptions {
  /** For L∞ and for L2. Default: AutoAttack's usual ones. */
  readonly default?: Readonly<Record<BallNorm, number>>
  readonly help?: string
}

/** The radius of a ball in this norm, as a parameter. */
export function radiusParam(norm: BallNorm, options: RadiusOptions = {}): ReturnType<typeof number> {
  const { default: usual = { infinity: 8 / 255, l2: 0.5 }, help = 'Radius of the ball' } = options
  if (norm === 'infinity')
    return number({ default: usual[norm], min: 0, max: 1, unit: 'pixel value', help: `${help}.` })
  return number({
    ...{ default: usual[norm], min: 0, max: 1000, unit: 'pixels of [0, 1]' },
    help: `${help}: the Euclidean length of the change over all pixels and channels.`,
  })
}

/** Id and title of an attack in this norm. */
export const namesIn = (norm: BallNorm, id: string, title: string): { id: string; title: string } =>
  norm === 'infinity' ? { id, title: `${title} (L∞)` } : { id: `${id}-l2`, title: `${title} (L2)` }
