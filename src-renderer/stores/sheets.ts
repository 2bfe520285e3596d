import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { AppError, type ComputedSheet, type SheetSubjectInput } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { taskName } from '../lib/task-name.ts'

/** The computation of one sheet, as far as this window knows. */
export interface SheetJob {
  readonly subject: SheetSubjectInput
  readonly task: string
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  readonly result: ComputedSheet | null
  readonly error: AppError | null
}

export const sheetKey = (subject: SheetSubjectInput, hasCurves: boolean): string => JSON.stringify([subject, hasCurves])

/** Sheets that are or were computed: they go on while another screen is looked at, and are found again. */
export const useSheets = defineStore('sheets', () => {
  const { client } = useApi()
  const jobs = shallowReactive(new Map<string, SheetJob>())

  const start = async (subject: SheetSubjectInput, hasCurves = false): Promise<void> => {
    const key = sheetKey(subject, hasCurves)
    if (jobs.get(key)?.state === 'running') return
    const task = taskName('sheet')
    const known = { subject, task, result: null, error: null }
    /** Dropped meanwhile, or begun anew: then this end is nobody's. */
    const settle = (job: SheetJob): void => {
      if (jobs.get(key)?.task === task) jobs.set(key, job)
    }
    jobs.set(key, { ...known, state: 'running' })
    try {
      const result = await client.sheets.compute({ ...subject, task, hasCurves })
      settle({ ...known, state: 'done', result })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      settle({ ...known, state: error.code === 'cancelled' ? 'cancelled' : 'failed', error })
    }
  }
  const cancel = async (key: string): Promise<void> => {
    const job = jobs.get(key)
    if (job?.state === 'running') await client.tasks.cancel({ task: job.task })
  }
  /** Ends what nobody looks at any more; it can be started anew at once. */
  const drop = (key: string): void => {
    const job = jobs.get(key)
    if (job?.state !== 'running') return
    jobs.delete(key)
    // The host may be gone; then so is the task.
    void client.tasks.cancel({ task: job.task }).catch(() => undefined)
  }

  // Its number stays when it is evaluated anew; its maps do not, and so what was computed of it is to be computed again.
  client.evaluations.on('changed', ({ id }) => {
    for (const [key, { state, subject }] of jobs) {
      const isOfIt = [subject.question.evaluation, subject.evaluation].includes(id)
      if (isOfIt && state !== 'running') jobs.delete(key)
    }
  })
  return { jobs, start, cancel, drop }
})
