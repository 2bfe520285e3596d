/** Listens to a process that gives a sign of life every second. */
export interface SilenceWatch {
  heard(): void
  end(): void
}

/** `tell` hears since when (ms since 1970) the process has been silent for `limitMs`, and null once it is heard again. */
export function watchSilence(limitMs: number, tell: (since: number | null) => void): SilenceWatch {
  let last = Date.now()
  let isSilent = false
  const timer = setTimeout(() => {
    isSilent = true
    tell(last)
  }, limitMs).unref()
  return {
    heard() {
      last = Date.now()
      timer.refresh()
      if (!isSilent) return
      isSilent = false
      tell(null)
    },
    end: () => clearTimeout(timer),
  }
}
