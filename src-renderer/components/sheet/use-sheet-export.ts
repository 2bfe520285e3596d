import { shallowRef, type ShallowRef } from 'vue'
import { AppError, maxPieceBytes, type SheetFormat, type SheetSubjectInput } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { download } from '../../lib/download.ts'
import { taskName } from '../../lib/task-name.ts'
import { useToasts } from '../../stores/toasts.ts'

/** Which sheet, and which other evaluation's maps stand beside it. */
type ExportedSubject = SheetSubjectInput & { readonly beside?: string }

export interface SheetExport {
  /** The task under which it is written; null while nothing is. */
  readonly task: Readonly<ShallowRef<string | null>>
  save(subject: ExportedSubject, format: SheetFormat, title: string): Promise<void>
  cancel(): void
}

/** Has the host write a sheet, and hands the file to the browser or to Electron's download. */
export function useSheetExport(): SheetExport {
  const { client } = useApi()
  const toasts = useToasts()
  const task = shallowRef<string | null>(null)

  return {
    task,
    async save(subject, format, title) {
      const own = taskName('export')
      task.value = own
      try {
        const { name, bytes, failures } = await client.sheets.export({ ...subject, task: own, format, title })
        const pieces: Uint8Array<ArrayBuffer>[] = []
        for (let offset = 0; offset < bytes && task.value === own; offset += maxPieceBytes) {
          pieces.push(Uint8Array.from(await client.sheets.read({ name, offset })))
        }
        if (task.value !== own) return
        download(name, new Blob(pieces))
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
