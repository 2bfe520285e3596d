import { z } from 'zod'

/** Weights that a new run starts from: what they are called, and the absolute path of the workspace's copy. */
export const InitialWeights = z.object({ title: z.string(), path: z.string() })
export type InitialWeights = z.output<typeof InitialWeights>
