export interface Throttled {
  /** Calls the function now, or as soon as the interval since its last call is over; requests in between are one. */
  request(): void
  cancel(): void
}

export function throttle(call: () => void, intervalMs: number): Throttled {
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | null = null
  const fire = (): void => {
    timer = null
    last = performance.now()
    call()
  }
  return {
    request() {
      if (timer !== null) return
      const wait = last + intervalMs - performance.now()
      if (wait <= 0) fire()
      else timer = setTimeout(fire, wait)
    },
    cancel() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
