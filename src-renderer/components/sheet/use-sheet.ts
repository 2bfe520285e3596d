import { computed, watch, type ComputedRef } from 'vue'
import {
  parseMethod,
  type ExplainTarget,
  type MethodChoice,
  type SheetSubjectInput,
} from '../../../src-main/contract/index.ts'
import { asQuestion, unscored, type GalleryFilter } from '../../lib/misclassified/gallery-filter.ts'
import { isSame } from '../../lib/config/paths.ts'
import { isCurve } from '../../lib/misclassified/score-words.ts'
import { sheetKey, useSheets, type SheetJob } from '../../stores/sheets.ts'
import { useSystem } from '../../stores/system.ts'
import type { Subject } from '../misclassified/use-subject.ts'

/** Which sheet is looked at. */
export interface SheetQuestion {
  readonly subject: Subject
  readonly filter: GalleryFilter
  readonly methods: readonly MethodChoice[]
  readonly target: ExplainTarget
  /** Whether the other run's maps stand beside. */
  readonly isBeside: boolean
}

export interface SheetWork {
  /** What is computed: of the evaluation that is looked at, then of the other one. */
  readonly subjects: ComputedRef<readonly SheetSubjectInput[]>
  readonly jobs: ComputedRef<readonly (SheetJob | undefined)[]>
  readonly isRunning: ComputedRef<boolean>
  /** How far they are, of all images; null while nothing is computed. */
  readonly progress: ComputedRef<{ readonly done: number; readonly total: number; readonly note: string } | null>
  start(): void
  cancel(): void
}

/** Larger sheets are computed when a person asks for it. */
export const imagesUnasked = 2000

/** Computes what a sheet shows, and the curves that it is sorted by. `total`: its images. */
export function useSheet(question: ComputedRef<SheetQuestion | null>, total: () => number | null): SheetWork {
  const sheets = useSheets()
  const system = useSystem()

  const subjects = computed((): SheetSubjectInput[] => {
    const asked = question.value
    if (!asked) return []
    const { subject, target, isBeside } = asked
    const against = subject.against?.evaluation.id ?? null
    const filter = { ...unscored(asked.filter), sort: 'image', isDescending: false } as const
    const own = {
      question: asQuestion(filter, subject.evaluation.id, against),
      methods: [...asked.methods],
      target,
    }
    return isBeside && against !== null ? [own, { ...own, evaluation: against }] : [own]
  })
  /** What the order rests on: scores are those of the predicted class, and curves cost more than their map. */
  const ranked = computed(() => {
    const filter = question.value?.filter
    const [own] = subjects.value
    if (!own || !filter || filter.score === null) return []
    const method = parseMethod(filter.scoredBy)
    const hasCurves = isCurve(filter.score)
    const isShown = own.target === 'predicted' && question.value?.methods.some((shown) => isSame(shown, method))
    if (isShown && !hasCurves) return []
    return [{ subject: { ...own, methods: [method], target: 'predicted' } satisfies SheetSubjectInput, hasCurves }]
  })
  const wanted = computed(() => [
    ...subjects.value.map((subject): { subject: SheetSubjectInput; hasCurves: boolean } => ({
      subject,
      hasCurves: false,
    })),
    ...ranked.value,
  ])
  type Wanted = (typeof wanted.value)[number]
  const keyOf = ({ subject, hasCurves }: Wanted): string => sheetKey(subject, hasCurves)
  const jobOf = (of: Wanted): SheetJob | undefined => sheets.jobs.get(keyOf(of))

  /** Not what runs already: another screen may wait for it. */
  const begun = new Set<string>()
  const start = (): void => {
    for (const of of wanted.value) {
      if (jobOf(of)?.state === 'running') continue
      begun.add(keyOf(of))
      void sheets.start(of.subject, of.hasCurves)
    }
  }
  // After the screen is drawn anew, since it goes on where the screen was left. While it is not known what is asked,
  // nothing is superseded.
  watch(
    () => (question.value === null ? null : wanted.value.map(keyOf)),
    (keys) => {
      for (const key of keys === null ? [] : [...begun].filter((it) => !keys.includes(it))) {
        begun.delete(key)
        sheets.drop(key)
      }
    },
    { flush: 'post' },
  )
  const isUnasked = computed(() => {
    const n = total()
    return n !== null && n > 0 && n <= imagesUnasked
  })
  watch(
    () => [isUnasked.value, JSON.stringify(wanted.value)] as const,
    ([isAllowed]) => {
      if (isAllowed) start()
    },
    { immediate: true },
  )
  const running = computed(() => wanted.value.map(jobOf).filter((job) => job?.state === 'running'))
  return {
    subjects,
    jobs: computed(() => subjects.value.map((subject) => jobOf({ subject, hasCurves: false }))),
    isRunning: computed(() => running.value.length > 0),
    progress: computed(() => {
      const [job] = running.value
      if (!job) return null
      return system.progress.get(job.task) ?? { done: 0, total: total() ?? 0, note: '' }
    }),
    start,
    cancel() {
      for (const of of wanted.value) void sheets.cancel(keyOf(of))
    },
  }
}
