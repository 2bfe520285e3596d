import { onBeforeUnmount, onMounted, shallowRef, type Ref, type ShallowRef } from 'vue'

/** Whether an element is in sight, its scrolling parents considered. */
export function useVisible(element: Readonly<ShallowRef<Element | null>>): Readonly<Ref<boolean>> {
  const isVisible = shallowRef(true)
  const observer = new IntersectionObserver((entries) => (isVisible.value = entries.at(-1)?.isIntersecting ?? true))
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer.disconnect())
  return isVisible
}
