import { z } from 'zod'

export const Split = z.enum(['train', 'validation'])
export type Split = z.output<typeof Split>
