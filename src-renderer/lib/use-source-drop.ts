import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'

export interface SourceDrop {
  /** Whether files are held over the screen. */
  readonly isOver: Readonly<ShallowRef<boolean>>
}

/** Folders and files that are dropped anywhere in the window; `onPaths` gets null where a browser hides where they lie. */
export function useSourceDrop(onPaths: (paths: readonly string[] | null) => void): SourceDrop {
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
  const drop = async (event: DragEvent): Promise<void> => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth = 0
    isOver.value = false
    const desktop = window.adversarium
    // Read before anything is waited for: afterwards the event holds no files.
    const files = [...(event.dataTransfer?.files ?? [])]
    if (!desktop) return onPaths(null)
    const paths = await Promise.all(files.map((file) => desktop.pathOfDropped(file)))
    onPaths(paths.filter((path) => path !== null))
  }
  const onDrop = (event: DragEvent): void => void drop(event)

  onMounted(() => {
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', over)
    window.addEventListener('drop', onDrop)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('dragenter', enter)
    window.removeEventListener('dragleave', leave)
    window.removeEventListener('dragover', over)
    window.removeEventListener('drop', onDrop)
  })
  return { isOver }
}
