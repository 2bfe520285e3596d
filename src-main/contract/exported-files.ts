import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { call } from './define.ts'

/** One answer holds as many bytes of an exported file at most. */
export const maxPieceBytes = 8 * 2 ** 20

export const exportedFiles = {
  /** A piece of a sheet or report among the workspace's exports, by its name: bytes from `offset` on. */
  read: call(z.object({ name: z.string().max(255), offset: z.int().min(0) }), Bytes),
}
