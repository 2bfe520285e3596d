import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'

export interface FileDrop {
  /** Whether files are held over the screen. */
  readonly isOver: Readonly<ShallowRef<boolean>>
}

/** Files, and on the desktop folders, that are dropped anywhere in the window. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): FileDrop {
  const isOver = shallowRef(false)
  /** Entered elements less those left: a child is entered before its parent is left. */
  let depth = 0
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

  const enter = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    depth++
    isOver.value = true
  }
  const leave = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    depth = Math.max(0, depth - 1)
    isOver.value = depth > 0
  }
  const over = (event: DragEvent): void => {
    if (hasFiles(event)) event.preventDefault()
  }
  const drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth = 0
    isOver.value = false
    // Read before anything is waited for: afterwards the event holds no files.
    onFiles([...(event.dataTransfer?.files ?? [])])
  }

  onMounted(() => {
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('dragenter', enter)
    window.removeEventListener('dragleave', leave)
    window.removeEventListener('dragover', over)
    window.removeEventListener('drop', drop)
  })
  return { isOver }
}
