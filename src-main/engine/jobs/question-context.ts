import { cancelled } from '../../contract/wire.ts'
import type { Gate } from '../../core/computation.ts'
import type { Backend } from '../backends/start-backend.ts'
import type { JobContext } from './train-job.ts'

/** What a question is answered with. */
export interface QuestionContext extends Omit<JobContext, 'runtime' | 'interrupt'> {
  readonly backend: Backend
  /** Where it waits for a more urgent question. */
  readonly gate?: Gate
}

export function throwIfAborted({ aborted }: QuestionContext['signal']): void {
  if (aborted) throw cancelled()
}

/** Tells how far an answer is, and what comes next. */
export function tellProgress({ emit }: Pick<QuestionContext, 'emit'>, done: number, total: number, note: string): void {
  emit({ kind: 'progress', done, total, epoch: 0, rate: null, note })
}
