/** Words of a name that tell on which images a value was measured. */
const splits: Readonly<Record<string, 'train' | 'validation'>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
}
/** Words that say nothing of what is measured. */
const fillers = new Set(['epoch', 'top1', 'sparse', 'categorical', 'binary'])
const accuracies = new Set(['accuracy', 'acc'])

/**
 * Our name of a metric that another program calls `name`, where its meaning is certain: accuracy and loss on training and
 * on validation images, loss of a step, learning rate. Words count, not how they are joined: `val_accuracy`, `Accuracy/val`
 * and `validation/epoch_accuracy` are one. Without a split it is of training, as Keras has it. Else null: it keeps its own.
 */
export function ourName(name: string): string | null {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const named = [...new Set(words.flatMap((word) => (Object.hasOwn(splits, word) ? [splits[word]] : [])))]
  if (named.length > 1) return null
  const split = named[0] ?? 'train'
  const isOfStep = words.some((word) => word === 'step' || word === 'batch')
  const rest = words.filter(
    (word) => !Object.hasOwn(splits, word) && !fillers.has(word) && word !== 'step' && word !== 'batch',
  )
  const what = [...new Set(rest)].join(' ')
  if (['lr', 'learning rate', 'optimizer lr'].includes(what)) return split === 'train' ? 'learning-rate' : null
  if (what === 'loss' && isOfStep) return split === 'train' ? 'loss' : null
  if (isOfStep) return null
  if (what === 'loss') return `${split}-loss`
  return accuracies.has(what) ? `${split}-accuracy` : null
}

/**
 * Names of a run's series, ours by theirs. Where two mean the same, the shortest gets the name, and the others keep their
 * own; so does what would take the name of another.
 */
export function nameMetrics(theirs: readonly string[]): Map<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const byLength = theirs.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
  for (const name of byLength) {
    const own = ourName(name)
    if (own === null || taken.has(own)) continue
    names.set(name, own)
    taken.add(own)
  }
  for (const name of byLength) {
    if (names.has(name)) continue
    const free = taken.has(name) ? `${name} (as logged)` : name
    names.set(name, free)
    taken.add(free)
  }
  return names
}
