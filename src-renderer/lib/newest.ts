/** Waits until requests pause, then asks; answers that a newer request has overtaken are dropped. */
export interface Newest<T> {
  request(value: T): void
  cancel(): void
}

export function newest<T>(ask: (value: T, isNewest: () => boolean) => Promise<void>, delayMs: number): Newest<T> {
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const cancel = (): void => {
    turn++
    clearTimeout(timer)
  }
  return {
    request(value) {
      cancel()
      const own = turn
      timer = setTimeout(() => void ask(value, () => own === turn), delayMs)
    },
    cancel,
  }
}
