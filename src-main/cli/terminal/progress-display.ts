import { MultiBar, type SingleBar } from 'cli-progress'
import { formatCount, formatDuration } from './format.ts'
import type { Output } from './output.ts'

export interface ProgressUpdate {
  /** What it works on; a new subject starts a new bar. */
  readonly subject: string
  readonly note: string
  readonly done: number
  readonly total: number
  /** Images per second. */
  readonly rate: number | null
}

/** A bar at the bottom of a terminal; elsewhere only the lines that are printed above it. */
export interface ProgressDisplay {
  update(update: ProgressUpdate): void
  /** A line that stays. */
  print(text: string): void
  stop(): void
}

export function createProgressDisplay(output: Output): ProgressDisplay {
  if (output.isJson || !output.isTerminal) {
    return { update: () => undefined, print: output.print, stop: () => undefined }
  }
  let bars: MultiBar | null = null
  let bar: SingleBar | null = null
  let subject: string | null = null

  const stop = (): void => {
    bars?.update()
    bars?.stop()
    bars = null
    bar = null
  }
  return {
    update({ done, total, rate, note, ...next }) {
      if (next.subject !== subject) stop()
      subject = next.subject
      const payload = { note, rate: rate === null ? '' : ` · ${formatCount(rate)} images/s` }
      bars ??= createBars(output)
      if (bar) bar.update(done, payload)
      else bar = bars.create(total, done, payload)
    },
    print(text) {
      if (bars) bars.log(`${text}\n`)
      else output.print(text)
    },
    stop,
  }
}

function createBars(output: Output): MultiBar {
  return new MultiBar({
    stream: output.stream as NodeJS.WriteStream,
    format: `${output.colors.cyan('{bar}')} {percentage} % · {note}{rate} · {eta_formatted} left`,
    // A full bar says nothing of what follows, such as the checks of an evaluation.
    formatTime: (seconds) => (Number.isFinite(seconds) && seconds > 0 ? `≈ ${formatDuration(seconds)}` : '–'),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    etaBuffer: 60,
    fps: 5,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  })
}
