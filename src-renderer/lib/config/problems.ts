import { AppError, resolveParams, type Param, type Problem } from '../../../src-main/contract/index.ts'
import type { Draft } from './draft.ts'
import type { Field } from './fields.ts'
import { valueAt } from './paths.ts'
import { maxLengthOf } from './schema.ts'

/** What is wrong with single fields, by path: known at once, without asking the host. */
export function fieldProblems(fields: readonly Field[], draft: Draft): ReadonlyMap<string, string> {
  return new Map(
    fields.flatMap((field) => {
      const values = draft.sweeps[field.path] ?? [valueAt(draft.settings, field.path)]
      const message = values.map((value) => problemOf(field, value)).find((text) => text !== null)
      return message === undefined || message === null ? [] : [[field.path, message]]
    }),
  )
}

function problemOf({ path, title, control }: Field, value: unknown): string | null {
  switch (control.kind) {
    case 'number':
    case 'choice':
    case 'toggle':
    case 'blocks':
      return paramProblem(title, control, value)
    case 'text': {
      const longest = maxLengthOf(path) ?? Number.MAX_SAFE_INTEGER
      const length = typeof value === 'string' ? value.trim().length : 0
      if (length === 0) return `${title} is empty.`
      return length > longest ? `${title} has ${length} characters; at most ${longest} fit.` : null
    }
    default:
      return null
  }
}

function paramProblem(title: string, param: Param, value: unknown): string | null {
  if (value === undefined) return null
  try {
    const entry = { id: title, title, source: '', params: { [title]: param } }
    resolveParams(entry, { [title]: value as string | number | boolean | null })
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const text = [error.message, error.hint].filter(Boolean).join(' ')
    return text.replace(`"${title}" of "${title}"`, title)
  }
}

/** The host's path without the run that it was found in. */
export const formPath = (path: string): string => path.replace(/^(base|runs\.\d+)\./, '')

/** The host's problems by the row that shows them; the first of each. */
export function problemsByPath(problems: readonly Problem[]): ReadonlyMap<string, Problem> {
  const byPath = new Map<string, Problem>()
  for (const problem of problems.toReversed()) if (problem.path !== null) byPath.set(formPath(problem.path), problem)
  return byPath
}
