import { computed, shallowRef, type ComputedRef } from 'vue'
import { AppError, type Progress, type SheetFormat, type SheetSubjectInput } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { download } from '../../lib/download.ts'
import { fetchExport } from '../../lib/fetch-export.ts'
import { taskName } from '../../lib/task-name.ts'
import type { GalleryQuestion } from '../../stores/gallery.ts'
import { useSystem } from '../../stores/system.ts'
import { useToasts } from '../../stores/toasts.ts'

export interface ExportedSheet {
  /** Undefined where no method is chosen. */
  readonly subject: SheetSubjectInput | undefined
  /** Its images in their order; null while that is not known. */
  readonly question: GalleryQuestion | null
  /** The other evaluation whose maps stand beside; null: none. */
  readonly beside: string | null
  readonly title: string
}

export interface SheetExport {
  /** How many images are written; null while nothing is. */
  readonly writing: ComputedRef<Pick<Progress, 'done' | 'total'> | null>
  /** `format`: as the menu calls it. */
  save(format: string): Promise<void>
  cancel(): void
}

/** Has the host write a sheet, and hands the file to the browser or to Electron's download. */
export function useSheetExport(sheet: () => ExportedSheet): SheetExport {
  const { client } = useApi()
  const system = useSystem()
  const toasts = useToasts()
  const task = shallowRef<string | null>(null)

  return {
    writing: computed(() => (task.value === null ? null : (system.progress.get(task.value) ?? { done: 0, total: 0 }))),
    async save(format) {
      const { subject, question, beside, title } = sheet()
      if (!subject || !question) {
        toasts.warn(
          subject
            ? 'The order of this sheet is known when its maps are scored. Export it then.'
            : 'A sheet without a method has no maps to export. Choose a method first.',
        )
        return
      }
      const own = taskName('export')
      task.value = own
      try {
        const { name, bytes, failures } = await client.sheets.export({
          ...{ ...subject, question, task: own, title },
          ...(beside === null ? {} : { beside }),
          format: format.toLowerCase() as SheetFormat,
        })
        const file = await fetchExport(client, { name, bytes }, () => task.value === own)
        if (!file) return
        download(name, file)
        if (failures[0])
          toasts.warn(`Not all maps are in ${name}; in their places it says why. ${failures[0].error.message}`)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'cancelled') toasts.fail(error)
      } finally {
        if (task.value === own) task.value = null
      }
    },
    cancel() {
      const own = task.value
      task.value = null
      if (own !== null) void client.tasks.cancel({ task: own }).catch(() => undefined)
    },
  }
}
