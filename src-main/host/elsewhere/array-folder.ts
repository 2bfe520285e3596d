import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { JobArray, jobArrayVersion, JobArrayTask, TaskDone } from '../../contract/elsewhere.ts'
import { parseJson } from '../../contract/parse-json.ts'
import { AppError } from '../../contract/wire.ts'
import { unfinishedPath } from '../unfinished.ts'

/** As its files and folders are called, so that they sort: `007`. */
export const taskName = (number: number): string => String(number).padStart(3, '0')
export const resultFolder = (folder: string, number: number): string => join(folder, 'results', taskName(number))
export const taskPath = (folder: string, number: number): string => join(folder, 'runs', `${taskName(number)}.json`)
const donePath = (result: string): string => join(result, 'done.json')

/** The job array that was written to a folder; null where there is none. */
export function findArray(folder: string): JobArray | null {
  const path = join(folder, 'array.json')
  const text = read(path)
  return text === null ? null : parse(path, JobArray, text)
}

/** Throws `not-found` where the folder holds no job array, or no such task. */
export function readTask(folder: string, number: number): JobArrayTask {
  const array = findArray(folder)
  if (!array) {
    throw new AppError('not-found', `There is no job array in ${folder}: it would have a file array.json.`, {
      hint: 'Write one: adversarium array <preset|file|experiment> --out <folder>.',
    })
  }
  const path = taskPath(folder, number)
  const text = array.tasks.some((task) => task.number === number) ? read(path) : null
  if (text !== null) return parse(path, JobArrayTask, text)
  const numbers = array.tasks.map((task) => task.number)
  throw new AppError('not-found', `The job array in ${folder} has no task ${number}.`, {
    hint: `Its tasks are ${toRanges(numbers)}.`,
  })
}

/** null while a task is not done. */
export function readDone(result: string): TaskDone | null {
  const text = read(donePath(result))
  return text === null ? null : parse(donePath(result), TaskDone, text)
}

/** Whole or not at all: whoever sees it takes the results for finished. */
export function writeDone(result: string, done: TaskDone): void {
  const unfinished = unfinishedPath(donePath(result))
  writeFileSync(unfinished, `${JSON.stringify(done, null, 1)}\n`)
  renameSync(unfinished, donePath(result))
}

/** `0-3,7`, as Slurm and a person read it; rising numbers. */
export function toRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function parse<T extends z.ZodType>(path: string, schema: T, text: string): z.output<T> {
  const content = parseJson(text)
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const version = (content as { version?: unknown } | null | undefined)?.version
  if (typeof version === 'number' && version > jobArrayVersion) {
    throw new AppError('invalid-input', `${path} was written by a newer version of the program.`, {
      hint: 'Use the same version on both machines.',
    })
  }
  const [issue] = parsed.error.issues
  const place = issue ? `: ${issue.path.join('.') || 'it'}: ${issue.message}` : ''
  throw new AppError('invalid-input', `${path} is not what was written${place}.`, { hint: 'Write the array again.' })
}
