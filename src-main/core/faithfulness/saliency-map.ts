/** [height, width] row-major; larger: more salient. */
export interface SaliencyMap {
  readonly height: number
  readonly width: number
  readonly values: Float32Array
}

/** Whether it says nothing of where: all values are equal. */
export function isConstant({ values }: Pick<SaliencyMap, 'values'>): boolean {
  return values.every((value) => value === values[0])
}
