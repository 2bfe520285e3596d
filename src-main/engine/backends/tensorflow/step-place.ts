/** One line of a stack: the function's name, where it has one, the file and the line. */
const framePattern = /^\s+at (?:(?:async |new )*([^\s(]+)[^(]*\()?(?:file:\/\/)?(\/[^:]+):(\d+):\d+\)?$/

/**
 * Where the code of a step stands in an error's stack: the first line outside of tfjs and of this folder, as
 * `core/training/step.ts:57`; in a bundle, which knows no sources, the function's name. Null where there is none.
 */
export function stepPlace(stack: string | undefined): string | null {
  let hasLeftUs = false
  for (const line of (stack ?? '').split('\n')) {
    const [, name, file, at] = framePattern.exec(line) ?? []
    if (file === undefined) continue
    if (/\/(node_modules|tfjs-node)\//.test(file)) hasLeftUs = true
    else if (file.endsWith('.cjs')) {
      // Here our own functions are told from a step's by tfjs between them.
      if (hasLeftUs && name !== undefined && name !== 'Object.<anonymous>') return `in ${name}`
    } else if (!file.includes('/engine/backends/tensorflow/')) {
      return `${/\/src-main\/(.+)/.exec(file)?.[1] ?? file.split('/').slice(-3).join('/')}:${at}`
    }
  }
  return null
}
