import { z } from 'zod'
import { call } from './define.ts'

/**
 * A name that the client gives to a call of the interactive lane: `system.progress` events carry it as their subject,
 * and `tasks.cancel` ends it. A call whose task is cancelled is answered with the error `cancelled`.
 */
export const Task = z.string().min(1).max(64)

export const tasks = {
  /** Nothing happens where there is no such task: it may just have ended. */
  cancel: call(z.object({ task: Task }), z.null()),
}
