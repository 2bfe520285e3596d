import type { MethodChoice, ParamValue, RunConfig } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import type { WeightsFit } from '../../core/network/fit-weights.ts'
import { attackToMonitor, hidesOverfitting } from '../../core/training/attack-to-monitor.ts'
import type { TrainedBlocks } from '../../core/training/trained-blocks.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredWeights } from '../../store/weights.ts'
import { countTrainingImages } from './datasets.ts'
import { warning, type Finding } from './findings.ts'

/** A run that could start, with what it will train on. */
export interface Flight {
  readonly config: RunConfig
  readonly images: Pick<StoredDataset, 'counts' | 'classes'>
  readonly conditions: readonly MethodChoice[]
  /** What it trains at its start. */
  readonly trained: Pick<TrainedBlocks, 'opening'>
  /** The weights that it starts from, and what of its network they fill; null: random. */
  readonly start: { readonly weights: StoredWeights; readonly fit: WeightsFit } | null
}

/** What a careful person would want to know before the run starts. */
export function preFlight(flight: Flight): Finding[] {
  return [
    ...checkBatch(flight),
    ...checkWarmup(flight),
    ...checkNormalization(flight),
    ...checkStart(flight),
    ...checkFrozen(flight),
    ...checkMonitoredAttack(flight),
    ...checkCost(flight),
    ...checkSeenNoises(flight),
  ]
}

function checkBatch({ config: { batchSize, dataset }, images }: Flight): Finding[] {
  const count = countTrainingImages(images, dataset.imagesPerClass)
  if (batchSize <= count) return []
  // A power of two that leaves some steps in an epoch.
  const value = 2 ** Math.max(0, Math.floor(Math.log2(count / 8)))
  const message = `A batch of ${batchSize} images is larger than the training set of ${count}: every epoch is one step.`
  return [warning(message, 'batchSize', { fix: { label: `Set batch to ${value}`, path: 'batchSize', value } })]
}

function checkWarmup({ config: { warmupEpochs, epochs } }: Flight): Finding[] {
  if (warmupEpochs === 0 || warmupEpochs < epochs) return []
  const value = Math.max(0.5, Math.round(epochs / 10))
  const message = `The warm-up takes ${warmupEpochs} of ${epochs} epochs: the learning rate only reaches its value at the end.`
  return [warning(message, 'warmupEpochs', { fix: { label: `Warm up for ${value}`, path: 'warmupEpochs', value } })]
}

/** Share of the moving statistics' first values that may be left at the end. */
const leftOver = 0.05

/** Inference uses moving statistics; in a short run a slow average still holds what it started from. */
function checkNormalization({ config, images, start }: Flight): Finding[] {
  // Then their start is worth keeping.
  if (start) return []
  const { params } = config.architecture
  const path = 'architecture.params.batchNormMomentum'
  const momentum: ParamValue | undefined = params['batchNormMomentum']
  const count = countTrainingImages(images, config.dataset.imagesPerClass)
  const steps = Math.ceil(count / config.batchSize) * config.epochs
  if (typeof momentum !== 'number' || momentum ** steps <= leftOver) return []
  const value = [0.99, 0.9, 0.5].find((faster) => faster < momentum && faster ** steps <= leftOver)
  const share = Math.round(100 * momentum ** steps)
  const message = `After ${steps === 1 ? '1 step' : `${steps} steps`} the moving statistics of batch normalization still hold ${share} % of their start (momentum ${momentum}): accuracy in inference mode will lag behind.`
  const fix = value === undefined ? null : { label: `Set momentum to ${value}`, path, value }
  return [warning(message, path, { fix, hint: 'Train for more steps, or let the average follow faster.' })]
}

/** What a person who starts from weights may have overlooked. */
function checkStart({ config, images, start }: Flight): Finding[] {
  if (!start) return []
  const { weights, fit } = start
  return [...checkHead(weights, fit, images.classes.length), ...checkScaling(weights, config)]
}

function checkHead({ title, classes }: StoredWeights, { filled, anew }: WeightsFit, wanted: number): Finding[] {
  if (anew.length === 0) return []
  const total = filled.length + anew.length
  const why =
    classes === null ? 'the weights have none' : `the weights are for ${classes} classes, the images have ${wanted}`
  const message = `${filled.length} of ${total} variables come from "${title}"; "${anew[0]?.node}" starts at random: ${why}.`
  return [warning(message, 'initialWeights')]
}

/** The one parameter that changes what weights mean, and not their shapes. */
const scaling = 'imageNetScaling'

function checkScaling({ title, architecture }: StoredWeights, { architecture: { params } }: RunConfig): Finding[] {
  if (params[scaling] === undefined) return []
  const value = architecture.params[scaling] ?? false
  if (params[scaling] === value) return []
  const path = `architecture.params.${scaling}`
  const message = `"${title}" expects ImageNet's scaling of pixels to be ${value ? 'on' : 'off'}: the first layers would see other values.`
  return [warning(message, path, { fix: { label: `Turn it ${value ? 'on' : 'off'}`, path, value } })]
}

/** Frozen blocks are worth something where they were trained before. */
function checkFrozen({ trained: { opening }, start }: Flight): Finding[] {
  if (opening === null) return []
  const anew = new Set(start?.fit.anew.map(({ block }) => block))
  const frozen = opening.blocks.filter(({ isTrained }) => !isTrained)
  const random = start ? frozen.filter(({ name }) => anew.has(name)) : frozen
  if (random.length === 0) return []
  const message = `${random.length} of ${opening.blocks.length} blocks are frozen, and their weights start at random: frozen layers stay random.`
  const fix = { label: 'Train all blocks', path: 'freezing', value: { id: 'all', params: {} } }
  const hint = start ? 'Train the head too.' : 'Start from pretrained weights, or train all blocks.'
  return [warning(message, 'freezing', { fix, hint })]
}

function checkMonitoredAttack({ config: { objective, monitor } }: Flight): Finding[] {
  const attack = attackToMonitor(objective)
  if (attack === null) return []
  const path = 'monitor.attack'
  const fix = { label: `Monitor ${attack.id}`, path, value: attack }
  if (monitor.attack === null) {
    return [
      warning('It trains against an attack, but monitors none: overfitting to it will not be seen.', path, { fix }),
    ]
  }
  if (!hidesOverfitting({ objective, monitor })) return []
  const message = `It trains against single gradient steps, and monitors one ("${monitor.attack.id}"): accuracy under it rises where the network learns to fool such steps, so catastrophic overfitting will not be seen.`
  return [warning(message, path, { fix, hint: 'Monitor an attack of several steps, such as PGD.' })]
}

/** Passes there and back from which on a step takes surprisingly long. */
const manyGradients = 5

function checkCost({ config: { objective, epochs } }: Flight): Finding[] {
  const { method, values } = findMethod('objectives', objective)
  const { gradients } = method.cost(values)
  const repeats = method.repeats?.(values) ?? 1
  const long = `Every step passes the network ${gradients} times there and back: it takes about as long as ${gradients} clean ones.`
  const many = `Every batch is taken ${repeats} times in a row: ${epochs} epochs have as many steps as ${epochs * repeats} others.`
  return [
    ...(gradients >= manyGradients ? [warning(long, 'objective')] : []),
    ...(repeats > 1 ? [warning(many, 'objective')] : []),
  ]
}

function checkSeenNoises({ config: { augmentations }, conditions }: Flight): Finding[] {
  const trained = new Set(augmentations.map(({ id }) => id))
  const seen = [...new Set(conditions.map(({ id }) => id))].filter((id) => trained.has(id))
  if (seen.length === 0) return []
  const what = `${seen.join(', ')} ${seen.length === 1 ? 'is' : 'are'} in the training augmentation`
  return [warning(`${what}: where it is evaluated, it will be marked as seen.`, 'augmentations')]
}
