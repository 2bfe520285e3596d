import { existsSync, readFileSync } from 'node:fs'
import { freemem } from 'node:os'
import { AppError } from '../contract/wire.ts'
import type { Precision, RunConfig } from '../contract/run-config.ts'
import { readRuntime, type RuntimeRecord } from './runtime/record.ts'

/** What decides in which precisions an engine can compute. */
export interface Abilities {
  readonly device: 'card' | 'processor' | 'javascript'
  /** What the processor knows, as Linux lists it. */
  readonly processorFlags: ReadonlySet<string>
  readonly computeCapability: number | null
  /** Whether the addon is ours: what rounds steps. */
  readonly recordsSteps: boolean
}

/** Those of the engine that a run with this choice gets, as far as they are known before it starts. */
export function abilitiesOf(nativeFolder: string, choice: RunConfig['backend']): Abilities {
  return abilitiesFor(readRuntime(nativeFolder), choice)
}

export function abilitiesFor(
  { backend, device, card, recordsSteps }: Pick<RuntimeRecord, 'backend' | 'device' | 'card' | 'recordsSteps'>,
  choice: RunConfig['backend'],
): Abilities {
  const computing = device === 'gpu' ? 'card' : 'processor'
  return {
    device: backend === 'javascript' || choice === 'javascript' ? 'javascript' : computing,
    processorFlags: readProcessorFlags(),
    computeCapability: card?.computeCapability ?? null,
    recordsSteps,
  }
}

/** What engines compute with, in words. */
export function runtimeTitle(nativeFolder: string): string {
  const { backend, device, version } = readRuntime(nativeFolder)
  return backend === 'javascript'
    ? 'JavaScript'
    : `TensorFlow ${version} on the ${device === 'gpu' ? 'card' : 'processor'}`
}

/** Where a run's memory ends. */
export interface RoomForRuns {
  readonly device: 'card' | 'processor'
  readonly freeBytes: number
}

/** Of a card all of it, since how much of it is free only its driver knows; else what the system can give now. */
export function roomForRuns(nativeFolder: string, choice: RunConfig['backend']): RoomForRuns {
  const { backend, device, card } = readRuntime(nativeFolder)
  const isOnCard = backend === 'tensorflow' && choice !== 'javascript' && device === 'gpu' && card !== null
  return isOnCard ? { device: 'card', freeBytes: card.memoryBytes } : { device: 'processor', freeBytes: freemem() }
}

/** Ampere: the first cards with TensorFloat-32 and bfloat16. */
const ampere = 8

/** Whether a processor with TensorFlow could take a job of this precision over from a card. */
export function canGoToProcessor(precision: Precision): boolean {
  const processor = { backend: 'tensorflow', device: 'cpu', card: null, recordsSteps: true } as const
  return missingFor(precision, abilitiesFor(processor, 'automatic')) === null
}

/** Throws `invalid-input` where the device has not this precision. */
export function requirePrecision(precision: Precision, abilities: Abilities): void {
  const missing = missingFor(precision, abilities)
  if (missing === null) return
  throw new AppError('invalid-input', `The precision ${precision} needs ${missing}.`, {
    hint: 'Compute in float32.',
  })
}

function missingFor(precision: Precision, abilities: Abilities): string | null {
  const { device, processorFlags, computeCapability, recordsSteps } = abilities
  if (precision === 'float32') return null
  const known = computeCapability === null ? 'unknown' : computeCapability.toFixed(1)
  const isAmpere = device === 'card' && computeCapability !== null && computeCapability >= ampere
  const needsCard = 'an NVIDIA card of compute capability 8.0 or newer'
  if (precision === 'tf32') {
    if (isAmpere) return null
    return `${needsCard}, ${device === 'card' ? `and this one's is ${known}` : `and this run would compute without a card`}`
  }
  if (device === 'javascript') return 'TensorFlow, and the JavaScript backend would compute'
  if (!recordsSteps) return "the program's own addon, which could not be built: `npm run doctor` says why"
  if (device === 'card') return isAmpere ? null : `${needsCard}, and this one's is ${known}`
  if (processorFlags.has('avx512_bf16') || processorFlags.has('amx_bf16')) return null
  const has = processorFlags.size === 0 ? 'what this one has is unknown' : 'this one has neither'
  return `a processor with AVX512_BF16 or AMX_BF16, and ${has}`
}

function readProcessorFlags(): ReadonlySet<string> {
  const info = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : ''
  const flags = /^flags\s*:\s*(.*)$/m.exec(info)?.[1]
  return new Set(flags?.split(' '))
}
