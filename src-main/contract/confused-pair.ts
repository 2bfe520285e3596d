import { z } from 'zod'

/** How near two classes are in WordNet 3.0. */
export const Kinship = z.object({
  /** Fewest edges from one to the other through a common hypernym; 0 for a class and itself. */
  distance: z.int(),
  /** Wu–Palmer similarity in (0, 1]; 1 for a class and itself. */
  similarity: z.number(),
  /** The word of their lowest common hypernym: "insect". */
  common: z.string(),
})
export type Kinship = z.output<typeof Kinship>

/** A class that was taken for another one. */
export const ConfusedPair = z.object({
  truth: z.int(),
  predicted: z.int(),
  count: z.int(),
  /** Null where WordNet does not know both classes by their ids. */
  kinship: Kinship.nullable(),
})
export type ConfusedPair = z.output<typeof ConfusedPair>
