import { parseMethod } from '../../contract/index.ts'
import type { Measures } from './measure-tables.ts'

/** Conditions that a table lists: not the severities that a mean over all of ImageNet-C stands for, in every run with them. */
export function listedConditions({
  summary,
  corruptions,
}: Pick<Measures, 'summary' | 'corruptions'>): ReadonlySet<string> {
  const wholeTypes = new Map(
    corruptions.map(({ run, types, measured }) => [
      run,
      new Set(measured === types.length ? types.map(({ id }) => id) : []),
    ]),
  )
  return new Set(
    summary.flatMap(({ run, accuracies }) =>
      accuracies.flatMap(({ condition }) =>
        wholeTypes.get(run)?.has(parseMethod(condition).id) === true ? [] : [condition],
      ),
    ),
  )
}

/** The same measures without the conditions that a table does not list; of asked ones it lists those alone. */
export function listedOf(measures: Measures, isAsked: boolean): Measures {
  const { summary, calibration } = measures
  const listed = isAsked ? new Set(calibration.map(({ condition }) => condition)) : listedConditions(measures)
  const isListed = ({ condition }: { readonly condition: string }): boolean => listed.has(condition)
  return {
    ...measures,
    summary: summary.map((it) => ({ ...it, accuracies: it.accuracies.filter(isListed) })),
    calibration: calibration.filter(isListed),
  }
}
