import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type {
  AppError,
  ExplainTarget,
  FlipPoint,
  GradientLine,
  MethodChoice,
  PerturbedImage,
  Prediction,
  ReplayStep,
} from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { readMap, type FloatMap } from '../../colormaps/paint-map.ts'
import { attackOf, type Strength } from '../../lib/perturbation/strength.ts'
import { useTask } from '../../lib/use-task.ts'
import { imageOfBatch, readFloats, readImage, type PixelImage } from '../images/pixel-image.ts'

/** An image and an attack of no particular strength. */
export interface PerturbSubject {
  readonly evaluation: string
  readonly image: number
  /** Its epsilon is not looked at. */
  readonly strength: Strength
  /** The class that the attack moves away from. */
  readonly label: number
  readonly max: number
  /** The map that is made of every point, and whose logit it explains; null: none. */
  readonly method: MethodChoice | null
  readonly target: ExplainTarget
}

/** A perturbed image, of the slider or of a replay. */
export interface PerturbedPoint {
  readonly image: PixelImage
  readonly prediction: Prediction
  readonly loss: number
  readonly perturbation: PerturbedImage['perturbation']
}

export interface Perturbation {
  /** What is shown: the step of a replay, else the newest image of the slider, which may lag behind it. */
  readonly point: ComputedRef<PerturbedPoint | null>
  /** Whether the slider has moved on since. */
  readonly isOld: ComputedRef<boolean>
  /** Of the point that is shown; null while it is on its way. */
  readonly map: ComputedRef<FloatMap | null>
  readonly line: ComputedRef<GradientLine | null>
  readonly flip: ComputedRef<FlipPoint | null>
  readonly isFindingFlip: ComputedRef<boolean>
  /** For an attack that is too long to be asked without a word. */
  findFlip(): void
  readonly steps: ComputedRef<readonly ReplayStep[] | null>
  /** Which of them is shown. */
  readonly step: ShallowRef<number>
  readonly error: ComputedRef<AppError | null>
  readonly isBusy: ComputedRef<boolean>
  readonly note: ComputedRef<string | null>
  /** The slider is dragged; answered at once where the attack is quick. */
  move(): void
  /** The slider has come to rest. */
  settle(): void
  replay(): void
  endReplay(): void
  cancel(): void
  retry(): void
}

/** A bisection takes a dozen attacks, and a slider waits for the one that is under way: longer ones are asked for. */
const mostPasses = 100

/** A map costs more than a point: it is asked for when the slider rests for so long. */
const restMs = 120

/** What an attack does to one image at the slider's strength, and all around it; null asks for nothing. */
export function usePerturbation(subject: () => PerturbSubject | null, epsilon: () => number): Perturbation {
  const { client, connection } = useApi()

  const wanted = ({ evaluation, image, strength, label }: PerturbSubject, at: number) => ({
    ...{ evaluation, image, label },
    attack: attackOf({ ...strength, epsilon: at }),
  })
  // An answer stands beside its question, so that none is shown of another image or attack.
  const points = useTask('perturb', async (task, asked: { key: string; at: number; of: PerturbSubject }) => ({
    ...asked,
    answer: await client.perturbations.image({ task, ...wanted(asked.of, asked.at) }),
  }))
  const lines = useTask('line', async (task, { key, of }: { key: string; of: PerturbSubject }) => ({
    key,
    answer: await client.perturbations.line({ task, ...wanted(of, of.max), maxEpsilon: of.max }),
  }))
  const flips = useTask('flip', async (task, { key, of }: { key: string; of: PerturbSubject }) => ({
    key,
    answer: await client.perturbations.flip({ task, ...wanted(of, of.max), maxEpsilon: of.max }),
  }))
  const replays = useTask('replay', async (task, { key, at, of }: { key: string; at: number; of: PerturbSubject }) => ({
    key,
    answer: await client.perturbations.replay({ task, ...wanted(of, at) }),
  }))
  const maps = useTask(
    'perturb-map',
    async (task, asked: { key: string; point: PerturbedPoint; of: PerturbSubject }) => {
      const { evaluation, image, method, target } = asked.of
      if (!method) return null
      const { values } = asked.point.image
      const pixels = new Uint8Array(Float32Array.from(values).buffer)
      const answer = await client.perturbations.explain({ task, evaluation, image, pixels, method, target })
      return { ...asked, map: readMap(answer) }
    },
  )

  /** What the line and the flip point hang on. */
  const key = computed(() => {
    const asked = subject()
    if (!asked) return ''
    const { evaluation, image, label, max, strength } = asked
    return JSON.stringify([evaluation, image, label, max, strength.entry.id, strength.params])
  })
  const pointKey = (): string => JSON.stringify([key.value, epsilon()])
  const mapKey = (): string => {
    const asked = subject()
    return JSON.stringify([key.value, asked?.method, asked?.target])
  }

  const current = computed(() => (points.result.value?.key === key.value ? points.result.value : null))
  const passes = computed(() => current.value?.answer.passes ?? Infinity)
  /** The gradient at the image is held, so that an attack that follows no other is quick. */
  const isLive = computed(() => passes.value <= 1)
  let asked = ''
  /** Until the map is asked for. */
  let rest: ReturnType<typeof setTimeout> | undefined
  const ask = async (): Promise<void> => {
    const of = subject()
    // The lane answers one question after the other: a map of where the slider was must not hold up where it is.
    clearTimeout(rest)
    maps.cancel()
    // Of quick answers every one is shown, and the next question is where the slider is then; others are given up.
    if (!of || (isLive.value && points.isBusy.value)) return
    const own = pointKey()
    asked = own
    await points.run({ key: key.value, at: epsilon(), of })
    if (asked === own && isLive.value && own !== pointKey()) void ask()
  }
  const findFlip = (): void => {
    const of = subject()
    if (of) void flips.run({ key: key.value, of })
  }
  const askAll = (): void => {
    const of = subject()
    asked = ''
    replays.result.value = null
    for (const task of [points, lines, flips, replays, maps]) task.cancel()
    if (!of) return
    void lines.run({ key: key.value, of })
    void ask()
  }
  watch([key, connection], askAll, { immediate: true })
  watch(
    () => (passes.value <= mostPasses ? key.value : null),
    (known) => known !== null && findFlip(),
  )

  const step = shallowRef(0)
  const steps = computed(() => (replays.result.value?.key === pointKey() ? replays.result.value.answer.steps : null))
  const ofSlider = computed((): PerturbedPoint | null => {
    const answer = current.value?.answer
    return answer ? { ...answer, image: readImage(answer.pixels, answer.shape) } : null
  })
  const point = computed((): PerturbedPoint | null => {
    const answer = replays.result.value?.answer
    const at = steps.value?.[step.value]
    if (!answer || !at) return ofSlider.value
    return { ...at, image: imageOfBatch(readFloats(answer.pixels), answer.shape, step.value) }
  })

  watch([point, mapKey], () => {
    clearTimeout(rest)
    const of = subject()
    const shown = point.value
    if (shown && of?.method) rest = setTimeout(() => void maps.run({ key: mapKey(), point: shown, of }), restMs)
  })
  onScopeDispose(() => clearTimeout(rest))

  const all = [points, lines, flips, replays, maps] as const
  return {
    point,
    isOld: computed(() => steps.value === null && current.value !== null && current.value.at !== epsilon()),
    map: computed(() => {
      const made = maps.result.value
      return made && made.point === point.value && made.key === mapKey() ? made.map : null
    }),
    line: computed(() => (lines.result.value?.key === key.value ? lines.result.value.answer : null)),
    flip: computed(() => (flips.result.value?.key === key.value ? flips.result.value.answer : null)),
    isFindingFlip: flips.isBusy,
    steps,
    step,
    error: computed(() => all.map(({ error }) => error.value).find((error) => error !== null) ?? null),
    isBusy: computed(() => [points, lines, replays].some(({ isBusy }) => isBusy.value)),
    note: computed(() => all.map(({ progress }) => progress.value?.note).find(Boolean) ?? null),
    move: () => {
      if (isLive.value) void ask()
    },
    settle: () => {
      if (asked !== pointKey()) void ask()
    },
    async replay() {
      const of = subject()
      if (!of) return
      await replays.run({ key: pointKey(), at: epsilon(), of })
      step.value = (steps.value?.length ?? 1) - 1
    },
    endReplay: () => {
      replays.result.value = null
    },
    cancel: () => {
      for (const task of all) task.cancel()
    },
    retry() {
      askAll()
      if (passes.value <= mostPasses) findFlip()
    },
    findFlip,
  }
}
