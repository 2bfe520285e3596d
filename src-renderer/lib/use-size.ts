import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'

export interface Size {
  readonly width: number
  readonly height: number
}

/** The inner size of an element in px, kept up to date; zero before it is mounted. */
export function useSize(element: Readonly<ShallowRef<HTMLElement | null>>): ShallowRef<Size> {
  const size = shallowRef<Size>({ width: 0, height: 0 })
  const measure = (): void => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = element.value ?? {}
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height }
  }
  let observer: ResizeObserver | null = null
  onMounted(() => {
    measure()
    observer = new ResizeObserver(measure)
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return size
}
