/** What is computed once, kept, and read from then on. */
interface Kept<T> {
  /** Equal for what is the same. */
  readonly key: string
  /** null where it is not there. */
  read(): Promise<T | null>
  /** Computes and keeps it. */
  compute(): Promise<T>
}

/** Of calls that ask for the same at a time one computes it; the others wait, and read what it kept. */
export function createComputeOnce<T extends object>() {
  const computing = new Map<string, Promise<T>>()
  return async ({ key, read, compute }: Kept<T>, signal: AbortSignal): Promise<T> => {
    for (;;) {
      const known = await read()
      if (known) return known
      signal.throwIfAborted()
      const other = computing.get(key)
      if (!other) break
      // Where it fails or is cancelled, that is its own affair.
      await other.catch(() => undefined)
    }
    const own = compute().finally(() => computing.delete(key))
    computing.set(key, own)
    return own
  }
}
