import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from './run-fuzz.ts'
import type { Target } from './target.ts'

const folder = join(import.meta.dirname, 'corpus')

/** Larger ones are not kept: the seed and the number make them again. */
const maxBytes = 64 * 1024

/** Cases that once failed, `<target>/<beginning of their hash>.<ending>`. */
export function readCorpus(targets: readonly Target[]): { target: string; bytes: Uint8Array }[] {
  return targets.flatMap(({ name }) => {
    const own = join(folder, name)
    return existsSync(own)
      ? readdirSync(own)
          .toSorted()
          .map((file) => ({ target: name, bytes: readFileSync(join(own, file)) }))
      : []
  })
}

/** Keeps a failure; null where it is too large, or the work of many cases. */
export function keepInCorpus({ target: name, bytes }: Failure, targets: readonly Target[]): string | null {
  const target = targets.find((each) => each.name === name)
  if (!target || bytes.length === 0 || bytes.length > maxBytes) return null
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  mkdirSync(join(folder, name), { recursive: true })
  const path = join(folder, name, `${hash}.${target.ending}`)
  writeFileSync(path, bytes)
  return path
}
