import * as tf from '@tensorflow/tfjs-core'
import type { Box } from '../../contract/datasets.ts'
import type { MapScores } from '../../contract/map-scores.ts'
import { runLater, type LaterOptions } from '../../core/computation.ts'
import { deletionCurve } from '../../core/faithfulness/deletion.ts'
import { drift } from '../../core/faithfulness/drift.ts'
import { energyInBox } from '../../core/faithfulness/energy-in-box.ts'
import { insertionCurve } from '../../core/faithfulness/insertion.ts'
import { pointingGame } from '../../core/faithfulness/pointing-game.ts'
import { areaUnder, type ProbabilityOf } from '../../core/faithfulness/replacement-curve.ts'
import { isConstant, type SaliencyMap } from '../../core/faithfulness/saliency-map.ts'
import type { ExplainedClasses, QuestionOf } from '../questions.ts'
import { bytesToFloats } from './float-bytes.ts'
import { pixelsOf } from './explain.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'

/** One map, as floats, and what it is the map of. */
export interface ScoredMap {
  /** [height, width]. */
  readonly map: Float32Array
  /** [height, width, channels], values in [0, 1]: what the map explains. null: deletion and insertion are left out. */
  readonly pixels: Float32Array | null
  readonly classes: ExplainedClasses
  /** The map of the clean image, where `pixels` are another one. */
  readonly cleanMap: Float32Array | null
  readonly box: Box | null
}

/** Answers a question for the scores of one map. */
export function scoreMap(
  { map, pixels, cleanMap, ...question }: QuestionOf<'score-map'>,
  { backend, signal, gate }: QuestionContext,
): Promise<MapScores> {
  const kept = keepModel(question, backend)
  const floats = {
    map: bytesToFloats(map),
    pixels: pixels && pixelsOf({ image: question.image, pixels }, kept),
    cleanMap: cleanMap && bytesToFloats(cleanMap),
  }
  return scoresOf(kept, { ...question, ...floats }, { signal, gate })
}

/** All scores of one map of the model. Rejects with `cancelled` where the signal interrupts it. */
export async function scoresOf(
  model: Pick<KeptModel, 'network' | 'classifier' | 'model'>,
  { map: values, pixels, classes, cleanMap, box }: ScoredMap,
  options: LaterOptions,
): Promise<MapScores> {
  const shape = model.network.inputShape
  const map: SaliencyMap = { height: shape[0], width: shape[1], values }
  if (isConstant(map)) return noScores
  const probabilityOf = probabilities(model, classes)
  const areaOf = async (curveOf: typeof deletionCurve): Promise<number | null> => {
    if (pixels === null) return null
    const curve = await runLater(curveOf({ pixels, shape, map }, probabilityOf), options)
    const { points } = await readTensors({ points: curve })
    return areaUnder(points)
  }
  const moved = cleanMap && drift(cleanMap, values)
  return {
    deletion: await areaOf(deletionCurve),
    insertion: await areaOf(insertionCurve),
    pointing: box && pointingGame(map, box),
    energy: box && energyInBox(map, box),
    driftCorrelation: moved?.correlation ?? null,
    driftOverlap: moved?.overlap ?? null,
  }
}

const noScores: MapScores = {
  ...{ deletion: null, insertion: null, pointing: null, energy: null },
  ...{ driftCorrelation: null, driftOverlap: null },
}

/** Of the class among all; where another one's logit is subtracted, among the two. */
function probabilities(
  { classifier, model }: Pick<KeptModel, 'classifier' | 'model'>,
  [forClass, against]: ExplainedClasses,
): ProbabilityOf {
  return function* (images) {
    const logits = yield* classifier.logits(model, images)
    const probability = tf.tidy((): tf.Tensor1D => {
      const of = (at: number): tf.Tensor1D => tf.squeeze(tf.slice(logits, [0, at], [-1, 1]), [1])
      const rest =
        against === null ? tf.logSumExp(logits, 1) : tf.logSumExp(tf.stack([of(forClass), of(against)], 1), 1)
      return tf.exp(tf.sub(of(forClass), rest as tf.Tensor1D))
    })
    logits.dispose()
    return probability
  }
}
