import type { Log } from './log.ts'

/** What was answered already, and is written down a moment later: syncing a disk takes longer than many a map. */
export interface KeepLater {
  /** What waits to be written under this key. */
  get(key: string): object | undefined
  /** `write` begins a moment later. Where it fails the value is lost, which its next asker finds out. */
  keep(key: string, value: object, write: () => Promise<void>): void
  /** Resolves when nothing waits under this key any more. */
  settled(key: string): Promise<void>
  /** Writes what waits, now. */
  stop(): Promise<void>
}

/** A person who asked often asks for more of the same image: that comes first. */
const delayMs = 200

export function createKeepLater(log: Pick<Log, 'write'>): KeepLater {
  const waiting = new Map<string, { readonly value: object; readonly done: Promise<void> }>()
  const hurry = Promise.withResolvers<void>()

  const later = async (write: () => Promise<void>): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    await Promise.race([new Promise<void>((resolve) => (timer = setTimeout(resolve, delayMs))), hurry.promise])
    clearTimeout(timer)
    try {
      await write()
    } catch (error) {
      log.write('warning', 'What was computed for an image could not be kept.', { error })
    }
  }

  return {
    get: (key) => waiting.get(key)?.value,
    keep(key, value, write) {
      const entry = {
        value,
        done: later(write).finally(() => {
          if (waiting.get(key) === entry) waiting.delete(key)
        }),
      }
      waiting.set(key, entry)
    },
    settled: async (key) => waiting.get(key)?.done,
    async stop() {
      hurry.resolve()
      await Promise.all([...waiting.values()].map(({ done }) => done))
    },
  }
}
