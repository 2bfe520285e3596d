import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../../src-main/core/random.ts'
import { furnish } from './furnish.ts'
import { createLane, type Lane } from './lane.ts'
import { minimise } from './minimise.ts'
import type { ReaderAsks } from './reader-room.ts'
import { makeRoom, removeRoom } from './room.ts'
import { makeSeeds } from './seeds.ts'
import type { Seeds, Target } from './target.ts'

export interface Failure {
  readonly target: string
  /** Its place among the target's cases of the seed; null for one of the corpus, and for what many cases together did. */
  readonly number: number | null
  readonly fault: string
  /** How many cases failed alike. */
  times: number
  /** As small as it became. */
  readonly bytes: Uint8Array
}

export interface TargetSummary {
  readonly target: string
  cases: number
  failures: number
  /** Of all cases and of the slowest, on the clock of a machine that may do other things too. */
  totalMs: number
  slowestMs: number
}

export interface Summary {
  readonly targets: readonly TargetSummary[]
  readonly failures: readonly Failure[]
  readonly seconds: number
}

export interface FuzzOptions {
  readonly targets: readonly Target[]
  readonly cases: number
  readonly seed: number
  readonly lanes: number
  /** Cases that are run first, by the target's name. */
  readonly corpus?: readonly { readonly target: string; readonly bytes: Uint8Array }[]
  readonly minimises?: boolean
  onProgress?(done: number, failures: number): void
}

interface Job {
  readonly target: Target
  readonly number: number | null
  bytes(seeds: Seeds): Uint8Array
}

/** After so many cases the processes and what lies around them are looked at. */
const examineEvery = 500

/** Throws cases at the program and tells what went wrong. The same seed makes the same cases. */
export async function runFuzz(options: FuzzOptions): Promise<Summary> {
  const { lanes: count, onProgress } = options
  const start = performance.now()
  const summaries = new Map(
    options.targets.map(({ name }) => [name, { target: name, cases: 0, failures: 0, totalMs: 0, slowestMs: 0 }]),
  )
  const failures: Failure[] = []
  const jobs = jobsOf(options)
  let next = 0

  const work = async (): Promise<void> => {
    const room = makeRoom(mkdtempSync(join(tmpdir(), 'adversarium-fuzz-')))
    await furnish(room)
    const seeds = await makeSeeds(room)
    const lane = createLane(room, warmUpOf(options.targets, seeds))
    try {
      let since = 0
      for (let job = jobs[next++]; job; job = jobs[next++]) {
        const bytes = bytesOf(job, seeds)
        const { fault, ms } = await lane.run(job.target, bytes)
        const summary = summaries.get(job.target.name) as TargetSummary
        summary.cases++
        summary.totalMs += ms
        summary.slowestMs = Math.max(summary.slowestMs, ms)
        if (fault !== null) await note(lane, job, bytes, fault)
        if (++since % examineEvery === 0) await examine(lane, job)
        if (next % 1000 === 0) onProgress?.(next, failures.length)
      }
      const last = jobs.at(-1)
      if (last) await examine(lane, last)
    } finally {
      await lane.stop()
      removeRoom(room)
    }
  }

  const note = async (lane: Lane, { target, number }: Job, bytes: Uint8Array, fault: string): Promise<void> => {
    ;(summaries.get(target.name) as TargetSummary).failures++
    const known = failures.find((failure) => failure.target === target.name && kindOf(failure.fault) === kindOf(fault))
    if (known) {
      known.times++
      return
    }
    const failure = { target: target.name, number, fault, times: 1, bytes }
    failures.push(failure)
    if (!(options.minimises ?? false)) return
    failure.bytes = await minimise(
      bytes,
      async (smaller) => kindOf((await lane.run(target, smaller)).fault ?? '') === kindOf(fault),
    )
  }
  const examine = async (lane: Lane, { target }: Job): Promise<void> => {
    const fault = await lane.examine()
    if (fault !== null) failures.push({ target: target.name, number: null, fault, times: 1, bytes: new Uint8Array(0) })
  }

  await Promise.all(Array.from({ length: count }, work))
  return { targets: [...summaries.values()], failures, seconds: (performance.now() - start) / 1000 }
}

/** What is the same in two faults that differ in names and numbers. */
const kindOf = (fault: string): string => fault.replaceAll(/"[^"]*"|\d+/g, '#').slice(0, 120)

/** The corpus, then the share of every target, so that a lane changes its target seldom. */
function jobsOf({ targets, cases, seed, corpus = [] }: FuzzOptions): Job[] {
  const shares = targets.reduce((sum, { share }) => sum + share, 0)
  const kept = corpus.flatMap(({ target: name, bytes }): Job[] => {
    const target = targets.find((each) => each.name === name)
    return target ? [{ target, number: null, bytes: () => bytes }] : []
  })
  const fresh = targets.flatMap((target) =>
    Array.from({ length: Math.round((cases * target.share) / shares) }, (_, number): Job => {
      const random = createRandom(seed, nameNumber(target.name), number)
      return { target, number, bytes: (seeds) => target.make(random, seeds) }
    }),
  )
  return [...kept, ...fresh]
}

/** A generator that breaks is told by its case's number. */
function bytesOf({ target, number, bytes }: Job, seeds: Seeds): Uint8Array {
  try {
    return bytes(seeds)
  } catch (error) {
    throw new Error(`The generator of ${target.name} broke at case ${number}.`, { cause: error })
  }
}

/** So that a target's cases stay when others come or go. */
const nameNumber = (name: string): number => [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7)

function warmUpOf(targets: readonly Target[], { files }: Seeds): ReaderAsks[] {
  return targets.flatMap(({ name, run }) => {
    const [bytes] = files[name] ?? []
    return run === 'reader' && bytes && name !== 'zip' ? [{ target: name, bytes }] : []
  })
}
