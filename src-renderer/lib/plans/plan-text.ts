import {
  AppError,
  formatMethod,
  inPixelUnits,
  parseMethod,
  PlanContent,
  type Catalog,
  type EvaluationPlan,
  type MethodChoice,
  type PlanProgress,
} from '../../../src-main/contract/index.ts'
import { count, duration } from '../format.ts'

/** A plan's name with its extent: "Paper, 84 conditions on 1,000 images". */
export function planTitle({
  title,
  conditions,
  images,
}: Pick<EvaluationPlan, 'title' | 'conditions' | 'images'>): string {
  const many = `${count(conditions.length)} condition${conditions.length === 1 ? '' : 's'}`
  return `${title}, ${many} on ${images === null ? 'all' : count(images)} images`
}

/** One condition a line, lengths by `pixelUnits`. */
export const conditionLines = (conditions: readonly MethodChoice[], catalog: Catalog | null): string =>
  conditions
    .map((condition) =>
      formatMethod(inPixelUnits(condition, [...(catalog?.attacks ?? []), ...(catalog?.corruptions ?? [])])),
    )
    .join('\n')

/** The conditions of such lines; empty ones are skipped. Throws `invalid-input` with the line that is none. */
export const readConditionLines = (text: string): MethodChoice[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(parseMethod)

/** The plan of a file. Throws `invalid-input` where it holds none. */
export function readPlanFile(text: string): PlanContent {
  const content = PlanContent.safeParse(parsed(text))
  if (content.success) return content.data
  const [issue] = content.error.issues
  throw new AppError('invalid-input', `The file holds no plan: ${issue?.path.join('.') || 'it'}: ${issue?.message}.`, {
    hint: 'Expected {"title": …, "conditions": ["clean", "fog:severity=3", …]}, as "Export" writes it.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** "97 of 168 done, 2 failed, about 6 min left" */
export function progressWords({ total, done, failed, secondsLeft }: PlanProgress): string {
  return [
    `${count(done)} of ${count(total)} done`,
    ...(failed === 0 ? [] : [`${count(failed)} failed`]),
    ...(secondsLeft === null ? [] : [`about ${duration(secondsLeft * 1000)} left`]),
  ].join(', ')
}
