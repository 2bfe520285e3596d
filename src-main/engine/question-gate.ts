import type { Gate } from '../core/computation.ts'

/** A gate that is closed for a question and opened again. */
export interface QuestionGate extends Gate {
  /** `onParked`: the question waits, and holds the processor no more. */
  close(onParked: () => void): void
  open(): void
}

export function createGate(): QuestionGate {
  let toMakeWay = new AbortController()
  let closed: { readonly opened: PromiseWithResolvers<void>; readonly onParked: () => void } | null = null
  return {
    get signal() {
      return toMakeWay.signal
    },
    joined: (other) => AbortSignal.any([toMakeWay.signal, other]),
    async passed() {
      while (closed) {
        const { opened, onParked } = closed
        onParked()
        await opened.promise
      }
    },
    close(onParked) {
      closed ??= { opened: Promise.withResolvers(), onParked }
      toMakeWay.abort()
    },
    open() {
      toMakeWay = new AbortController()
      const { opened } = closed ?? {}
      closed = null
      opened?.resolve()
    },
  }
}
