import { isBuilt } from '../built-room.ts'
import type { Target } from '../target.ts'
import { config, h5, idx, image, imports, keras, logs, safetensors, tfjs, zip } from './files.ts'
import { ipc, socket } from './messages.ts'
import { frames, http } from './surface.ts'

/** All ways in; shares add up to 1,000. */
export const targets: readonly Target[] = [
  ...[ipc, socket, http, frames, config, zip, image, idx, h5, keras, safetensors, tfjs, logs],
  ...(isBuilt ? [imports] : []),
]
