import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { AppError, type ComputedSheet, type SheetSubjectInput } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { taskName } from '../lib/task-name.ts'

/** The computation of one sheet, as far as this window knows. */
export interface SheetJob {
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
    const known = { task, result: null, error: null }
    jobs.set(key, { ...known, state: 'running' })
    try {
      const result = await client.sheets.compute({ ...subject, task, hasCurves })
      jobs.set(key, { ...known, state: 'done', result })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      jobs.set(key, { ...known, state: error.code === 'cancelled' ? 'cancelled' : 'failed', error })
    }
  }
  const cancel = async (key: string): Promise<void> => {
    const job = jobs.get(key)
    if (job?.state === 'running') await client.tasks.cancel({ task: job.task })
  }
  return { jobs, start, cancel }
})
