import type { Freezing } from '../methods.ts'
import { all } from './all.ts'
import { chosenBlocks } from './chosen-blocks.ts'
import { headOnly } from './head-only.ts'
import { lastBlocks } from './last-blocks.ts'
import { progressive } from './progressive.ts'

/** All freezing policies; the first is the default. */
export const freezing: readonly Freezing[] = [all, headOnly, lastBlocks, chosenBlocks, progressive]
