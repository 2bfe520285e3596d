/** Training images of one class, as a checkpoint sees them. */
export interface SeenClass {
  /** The layer whose values the features are. */
  readonly layer: string
  /** Their numbers in the training split. */
  readonly images: Int32Array
  readonly predicted: Int32Array
  /** Probability of the predicted class. */
  readonly confidence: Float32Array
  /** [images, features]. */
  readonly features: Float32Array
}

/** One array behind the other, little-endian as on every machine that we run on: numbers, predictions, features. */
export function packSeenClass({ images, predicted, confidence, features }: SeenClass): Uint8Array {
  const parts = [images, predicted, confidence, features]
  return Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  )
}

export function unpackSeenClass(
  content: Uint8Array<ArrayBuffer>,
  { layer, images: n }: { readonly layer: string; readonly images: number },
): SeenClass {
  const { buffer } = content
  return {
    layer,
    images: new Int32Array(buffer, 0, n),
    predicted: new Int32Array(buffer, 4 * n, n),
    confidence: new Float32Array(buffer, 8 * n, n),
    features: new Float32Array(buffer, 12 * n),
  }
}
