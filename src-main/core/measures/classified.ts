/** What calibration needs of n classified images, in their order. */
export interface Classified {
  /** The largest probability of each, in (0, 1]. */
  readonly confidences: Float64Array
  /** 1 where the class of the largest probability is the true one, else 0. */
  readonly isRight: Uint8Array
  /** Brier score of each, in [0, 2]. */
  readonly brier: Float64Array
  /** Negative log-likelihood of each in nats. */
  readonly loss: Float64Array
}

/** Logits, row-major [n · classes], and the true classes [n]. */
export interface LabelledLogits {
  readonly logits: Float32Array
  readonly labels: ArrayLike<number>
  readonly classes: number
}

/**
 * Probabilities p = softmax(logits / temperature) of each image, as its scores see them:
 * Brier Σ_k (p_k − [k = truth])², over all classes, of Brier 1950, "Verification of forecasts expressed in terms of
 * probability"; negative log-likelihood −ln p_truth.
 * Worked example: p = (0.7, 0.2, 0.1), truth 0: Brier 0.09 + 0.04 + 0.01 = 0.14, loss 0.3567, confidence 0.7.
 */
export function classify({ logits, labels, classes }: LabelledLogits, temperature = 1): Classified {
  const n = labels.length
  const confidences = new Float64Array(n)
  const isRight = new Uint8Array(n)
  const brier = new Float64Array(n)
  const loss = new Float64Array(n)
  for (let image = 0; image < n; image++) {
    const start = image * classes
    const truth = labels[image] as number
    let first = 0
    for (let k = 1; k < classes; k++) {
      if ((logits[start + k] as number) > (logits[start + first] as number)) first = k
    }
    const largest = logits[start + first] as number
    let total = 0
    let squares = 0
    for (let k = 0; k < classes; k++) {
      const weight = Math.exp(((logits[start + k] as number) - largest) / temperature)
      total += weight
      squares += weight * weight
    }
    const logOfTruth = ((logits[start + truth] as number) - largest) / temperature - Math.log(total)
    confidences[image] = 1 / total
    isRight[image] = first === truth ? 1 : 0
    loss[image] = -logOfTruth
    brier[image] = squares / (total * total) - 2 * Math.exp(logOfTruth) + 1
  }
  return { confidences, isRight, brier, loss }
}

const columns = 4

/** As one array [n · 4], row-major: confidence, 1 where right, Brier score, loss. Arrays of parts, one behind the other, are that of all. */
export function packClassified({ confidences, isRight, brier, loss }: Classified): Float64Array<ArrayBuffer> {
  const packed = new Float64Array(confidences.length * columns)
  confidences.forEach((confidence, at) =>
    packed.set([confidence, isRight[at] as number, brier[at] as number, loss[at] as number], at * columns),
  )
  return packed
}

/** The inverse of {@link packClassified}, of the images of which `keeps` is true. */
export function unpackClassified(packed: Float64Array, keeps: (at: number) => boolean = () => true): Classified {
  const rows = Array.from({ length: packed.length / columns }, (_, at) => at).filter(keeps)
  const column = (index: number): number[] => rows.map((at) => packed[at * columns + index] as number)
  return {
    confidences: Float64Array.from(column(0)),
    isRight: Uint8Array.from(column(1)),
    brier: Float64Array.from(column(2)),
    loss: Float64Array.from(column(3)),
  }
}
