import type { MapScore } from '../../../src-main/contract/index.ts'

interface ScoreWords {
  readonly title: string
  /** What it says, and which way is good. */
  readonly help: string
}

export const scoreWords: Readonly<Record<MapScore, ScoreWords>> = {
  energy: {
    title: 'energy in box',
    help: "Share of the map's positive values in the object's box: more is better.",
  },
  pointing: { title: 'pointing', help: "Whether the map's largest value lies in the object's box." },
  driftCorrelation: {
    title: 'drift (rank correlation)',
    help: 'Rank correlation with the map of the clean image: low where the map has changed.',
  },
  driftOverlap: {
    title: 'drift (overlap)',
    help: "Share of the most salient tenth of the pixels that is the clean map's too: low where the map has changed.",
  },
  deletion: {
    title: 'deletion',
    help: "Area under the class's probability while the most salient pixels are taken away: less is better.",
  },
  insertion: {
    title: 'insertion',
    help: "Area under the class's probability while the most salient pixels come back: more is better.",
  },
}
export const scores = Object.keys(scoreWords) as MapScore[]
/** Those that cost 130 passes of the model a map. */
export const isCurve = (score: MapScore): boolean => score === 'deletion' || score === 'insertion'
