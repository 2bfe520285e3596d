const names = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'] as const

/** What an engine is started with to compute with so many threads: with more or fewer, sums come to other last bits. */
export const threadEnvironment = (threads: number): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, String(threads)]))
