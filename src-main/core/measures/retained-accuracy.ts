/**
 * What is left of clean accuracy: accuracy on corrupted images over that on clean ones, both in [0, 1]. Above 1 where
 * corrupted images were easier; NaN where no clean image was right. Of all of ImageNet-C the corrupted accuracy is the mean
 * over types and severities.
 * Worked example: 0.60 clean, 0.45 corrupted: 0.75 retained.
 */
export function retainedAccuracy(corrupted: number, clean: number): number {
  return clean === 0 ? Number.NaN : corrupted / clean
}
