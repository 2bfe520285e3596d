import { canonicalMethod } from '../../contract/method.ts'
import type { RunConfig } from '../../contract/run-config.ts'
import type { BlockState } from '../../contract/runs.ts'
import { findMethod } from '../catalog.ts'
import type { FreezingProgress } from '../methods.ts'
import { countByBlock } from '../network/count.ts'
import type { Network } from '../network/network.ts'

/** Where a run's freezing stands, with the policy that led there: another policy begins anew. */
export interface FreezingState extends FreezingProgress {
  /** The policy with all its parameters, as canonical text. */
  readonly policy: string
}

/** The part of a network that a step trains. */
export interface TrainedPart {
  /** The trained blocks, each with the number of steps that were done when it began to be trained. */
  readonly since: FreezingProgress['since']
  /** Whether batch normalization of frozen blocks works as in training, and its statistics move. */
  readonly movesStatistics: boolean
}

/** What changed, in a sentence, and the blocks that it is about. */
export interface FreezingChange {
  readonly message: string
  readonly blocks: readonly BlockState[]
}

/** Which blocks of a run are trained. */
export interface TrainedBlocks {
  readonly part: TrainedPart
  /** The most that it may come to train. */
  readonly widest: TrainedPart
  readonly state: FreezingState
  /** What is frozen at the start; null where nothing is. */
  readonly opening: FreezingChange | null
  /** A factor on the learning rate of the step with this index (0 first). */
  rateFactor(step: number): number
  /** Takes in an epoch that ended after `step` steps: what is trained from now on, or null where that stays. */
  observe(metrics: Readonly<Record<string, number>>, step: number): FreezingChange | null
}

/**
 * The trained blocks of a run that starts, or goes on after `resumed.step` steps. Under another policy than before, its
 * own blocks are trained; those that were before keep the step that they began with. Throws `invalid-input` where the
 * network lacks a block that the policy names.
 */
export function createTrainedBlocks(
  config: Pick<RunConfig, 'freezing'>,
  network: Network,
  stepsPerEpoch: number,
  resumed?: { readonly step: number; readonly freezing: FreezingState },
): TrainedBlocks {
  const { blocks } = network
  const { method, values } = findMethod('freezing', config.freezing)
  const policy = canonicalMethod({ id: method.id, params: values })
  const parameters = countByBlock(network)
  const start = (): FreezingState => {
    const since = (name: string): number => resumed?.freezing.since[name] ?? resumed?.step ?? 0
    const trained = method.start(values, blocks).map((name) => [name, since(name)] as const)
    return { policy, since: Object.fromEntries(trained), memory: {} }
  }
  let state = resumed?.freezing.policy === policy ? resumed.freezing : start()

  const isTrained = (name: string): boolean => Object.hasOwn(state.since, name)
  const stateOf = (name: string): BlockState => ({
    name,
    parameters: parameters.get(name) ?? 0,
    isTrained: isTrained(name),
  })
  const share = (): string => {
    const all = blocks.map(stateOf)
    const sum = (some: readonly BlockState[]): string =>
      some.reduce((total, block) => total + block.parameters, 0).toLocaleString('en')
    return `${sum(all.filter((block) => block.isTrained))} of ${sum(all)} weights are trained`
  }

  return {
    get part() {
      return { since: state.since, movesStatistics: method.movesStatistics(values) }
    },
    get widest() {
      const all = { ...Object.fromEntries(blocks.map((name) => [name, 0])), ...state.since }
      return { since: method.observe ? all : state.since, movesStatistics: method.movesStatistics(values) }
    },
    get state() {
      return state
    },
    get opening() {
      const frozen = blocks.filter((name) => !isTrained(name))
      if (frozen.length === 0) return null
      const trained = blocks.filter(isTrained)
      return {
        message: `Trains ${listOf(trained)}; ${frozen.length} blocks are frozen: ${share()}.`,
        blocks: blocks.map(stateOf),
      }
    },
    rateFactor: (step) => method.rateFactor?.(values, state, { step, stepsPerEpoch }) ?? 1,
    observe(metrics, step) {
      const seen = method.observe?.(values, state, { blocks, metrics })
      if (!seen) return null
      const joined = Object.fromEntries(seen.unfrozen.map((name) => [name, step]))
      state = { policy, since: { ...state.since, ...joined }, memory: seen.memory }
      if (seen.unfrozen.length === 0) return null
      const unfrozen = blocks.filter((name) => seen.unfrozen.includes(name))
      return { message: `Unfroze ${listOf(unfrozen)}: ${seen.reason}. Now ${share()}.`, blocks: unfrozen.map(stateOf) }
    },
  }
}

/** `head`, `Conv_1 and head`, `block_15, block_16 … head (19 blocks)`. */
function listOf(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 2).join(', ')} … ${names.at(-1)} (${names.length} blocks)`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
