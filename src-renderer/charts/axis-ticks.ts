import type { AxisFormat } from './model.ts'

const pixelSteps = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64].map((steps) => steps / 255)
const secondSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800]
const mostTicks = 7

/** Ticks that a person counts in: multiples of 1/255, whole minutes. null where decimal ticks are right. */
export function axisTicks(min: number, max: number, format: AxisFormat = 'number'): number[] | null {
  const steps =
    format === 'pixel'
      ? pixelSteps
      : format === 'duration'
        ? secondSteps
        : format === 'clock'
          ? secondSteps.map((step) => step * 1000)
          : null
  const step = steps && (steps.find((known) => (max - min) / known <= mostTicks) ?? steps.at(-1))
  if (!step || !(max > min)) return null
  const first = Math.ceil(min / step - 1e-9)
  const count = Math.floor(max / step + 1e-9) - first + 1
  return Array.from({ length: Math.min(count, 100) }, (_, index) => (first + index) * step)
}
