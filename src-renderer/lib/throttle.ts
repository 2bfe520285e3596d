import { onScopeDispose, watch, type WatchSource } from 'vue'

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

/** Calls the function as the source changes, once an interval at most, as long as the scope lives. */
export function watchThrottled(source: WatchSource, call: () => void, intervalMs: number): void {
  const throttled = throttle(call, intervalMs)
  watch(source, throttled.request)
  onScopeDispose(throttled.cancel)
}
