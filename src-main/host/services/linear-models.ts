import { join } from 'node:path'
import { AppError, mostLinearEpsilon, type LinearEvaluation, type LinearModel } from '../../contract/index.ts'
import { countWrong, linearModelOf, type LinearModel as Weights } from '../../core/evaluation/linear-model.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { readImages, readSplitIndex } from '../datasets/read-cache.ts'
import { readSafetensors } from '../weights/read/read-safetensors.ts'
import { decodedFrom } from './datasets.ts'
import { datasetOf } from './evaluations.ts'
import { evaluationsOfLast } from './finished-evaluations.ts'
import { findRun } from './runs.ts'

/** Of the slider: fine enough that the paper's 0.25 is one of them. */
const radii = Array.from({ length: 101 }, (_, i) => (i * mostLinearEpsilon) / 100)
/** Images that are in memory at once. */
const slice = 500

/** A run's last checkpoint as a linear model, with its errors on the validation images. No engine is asked. */
export async function readLinearModel(context: HostContext, id: string): Promise<LinearModel> {
  const run = findRun(context, id)
  const dataset = datasetOf(context, run)
  requireLogistic(run, dataset.classes.length)
  const checkpoint = context.store.checkpoints.keptOfKind(id, 'last')
  if (!checkpoint) {
    throw new AppError('conflict', `"${run.name}" has no checkpoint yet.`, { hint: 'Wait for its first epoch.' })
  }
  const model = readWeights(join(context.workspace.folder, checkpoint.path))
  const decoded = decodedFrom(context, dataset)
  const { labels } = await readSplitIndex(decoded, 'validation')
  const errors = radii.map((epsilon) => ({ epsilon, unclipped: 0, clipped: 0, undecided: 0 }))
  for (let start = 0; start < labels.length; start += slice) {
    const own = labels.subarray(start, start + slice)
    const pixels = await readImages(
      decoded,
      'validation',
      Array.from(own, (_, i) => start + i),
    )
    const wrong = countWrong(model, { pixels, labels: own }, radii)
    errors.forEach((sum, at) => {
      sum.unclipped += wrong.unclipped[at] as number
      sum.clipped += wrong.clipped[at] as number
      sum.undecided += wrong.undecided[at] as number
    })
  }
  return {
    checkpoint: checkpoint.id,
    epoch: checkpoint.epoch,
    dataset: dataset.id,
    shape: [...dataset.shape],
    weights: new Uint8Array(Float32Array.from(model.weights).buffer),
    bias: model.bias,
    n: labels.length,
    errors,
    evaluated: evaluatedOf(context, id),
  }
}

function requireLogistic({ name, config }: StoredRun, classes: number): void {
  if (config.architecture.id === 'logistic-regression' && classes === 2) return
  const found = `${config.architecture.id} of ${classes} classes`
  throw new AppError('invalid-input', `Expected a logistic regression of two classes: "${name}" is ${found}.`, {
    hint: 'Choose another run, or start one from the preset "Goodfellow 2015: logistic regression".',
  })
}

function readWeights(path: string): Weights {
  const tensors = readSafetensors(path).layers.find(({ name }) => name === 'predictions')?.tensors
  const valuesOf = (wanted: string) => tensors?.find(({ name }) => name === wanted)?.values
  const [kernel, bias] = [valuesOf('kernel'), valuesOf('bias')]
  if (!kernel || !bias) throw new Error('The checkpoint of a logistic regression has a kernel and a bias.')
  return linearModelOf(kernel, bias)
}

function evaluatedOf(context: HostContext, run: string): LinearEvaluation[] {
  return evaluationsOfLast(context, run).flatMap(({ condition: { id, params }, correct, n }): LinearEvaluation[] => {
    if (correct === null) return []
    const wrong = n - correct
    if (id === 'clean') return [{ epsilon: 0, clip: false, wrong, n }]
    return id === 'fgsm' ? [{ epsilon: Number(params['epsilon']), clip: params['clip'] === true, wrong, n }] : []
  })
}
