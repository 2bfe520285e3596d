import { join } from 'node:path'
import { imagenetC, imagenetCExtra } from '../../core/corruptions/index.ts'
import { median } from '../../core/median.ts'
import type { Shape3 } from '../../core/network/network.ts'
import { createRandom } from '../../core/random.ts'
import { provideTextures } from '../../engine/corruption-textures.ts'
import { root } from '../places.ts'
import type { MeasureRequest } from '../request.ts'

const severities = [1, 2, 3, 4, 5] as const
const fewestCalls = 5
const warmUpCalls = 10

/**
 * Images a second of each of ImageNet-C's corruptions, over its five severities, as an evaluation makes them on the
 * JavaScript thread; `together`: of the fifteen that mCE is the mean over.
 */
export async function measureCorruptions({ size, seconds }: MeasureRequest): Promise<Record<string, number>> {
  await provideTextures({ id: 'frost', params: {} }, join(root, 'resources/corruptions'))
  const shape: Shape3 = [size, size, 3]
  const image = pictureOf(size)
  const all = [...imagenetC, ...imagenetCExtra]
  const budgetMs = (seconds * 1000) / (severities.length * all.length)
  const times = new Map(
    all.map((corruption) => {
      const once = (severity: number, key: number): void =>
        corruption.apply({ severity }, image.slice(), shape, createRandom(0, key))
      const spent = severities.map((severity) => medianOf((key) => once(severity, key), budgetMs))
      return [corruption.id, spent.reduce((sum, ms) => sum + ms, 0)]
    }),
  )
  const rate = (count: number, ms: number): number => (count * severities.length * 1000) / ms
  const together = imagenetC.reduce((sum, { id }) => sum + (times.get(id) as number), 0)
  return {
    ...Object.fromEntries([...times].map(([id, ms]) => [id, rate(1, ms)])),
    together: rate(imagenetC.length, together),
  }
}

/** Milliseconds of one call. As test/reference/bench/bench_corruptions.py takes it, but for the calls that warm up. */
function medianOf(work: (key: number) => void, budgetMs: number): number {
  for (let key = 0; key < warmUpCalls; key++) work(key)
  const times: number[] = []
  let spent = 0
  while (times.length < fewestCalls || spent < budgetMs) {
    const start = performance.now()
    work(times.length)
    const ms = performance.now() - start
    times.push(ms)
    spent += ms
  }
  return median(times)
}

/** Waves under noise, in whole levels. */
function pictureOf(size: number): Float32Array {
  const random = createRandom(0)
  return Float32Array.from({ length: size * size * 3 }, (_, i) => {
    const [y, x, channel] = [Math.floor(i / 3 / size) / size, (Math.floor(i / 3) % size) / size, i % 3]
    const value = 0.5 + 0.3 * Math.sin(5 * x + channel) * Math.cos(4 * y) + random.uniform(-0.1, 0.1)
    return Math.round(Math.min(1, Math.max(0, value)) * 255) / 255
  })
}
