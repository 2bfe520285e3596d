import { basename, dirname } from 'node:path'
import { fault } from '../../contract/faults/index.ts'
import { asWriteFault, fileReason } from '../../contract/file-faults.ts'
import type { Weights, WeightsProgress } from '../../contract/weights.ts'
import { AppError } from '../../contract/wire.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import type { Network } from '../../core/network/network.ts'
import { isFileError } from '../../files/is-file-error.ts'
import { hashWeightFile } from './hash-weight-file.ts'
import { identifyWeights, type Identification } from './identify.ts'
import { matchWeights } from './match.ts'
import { readAny } from './read/read-any.ts'
import type { WeightFile } from './weight-file.ts'
import { writeWeights } from './write-weights.ts'

export interface CopyRequest {
  /** A file, or the folder of a TensorFlow.js model. */
  readonly path: string
  /** The folder that nothing may be read outside of, through links either. */
  readonly within?: string | undefined
  /** Where the copy goes. */
  readonly copy: string
}

/** What a weight file is, and its copy. */
export type CopiedWeights = Pick<
  Weights,
  'network' | 'architecture' | 'inputSize' | 'classes' | 'parameters' | 'sha256' | 'bytes' | 'report'
>

export type CopyStage = Exclude<WeightsProgress['stage'], 'fetching' | 'reading'>

/**
 * Reads a weight file of any known format whole, finds out what it is, checks that it fits, and writes a copy of our
 * variables that an engine reads by itself. Throws `invalid-input` with one sentence for what is wrong with the file.
 */
export async function copyWeights(
  { path, within, copy }: CopyRequest,
  onStage: (stage: CopyStage) => void,
): Promise<CopiedWeights> {
  const fileName = basename(path)
  const { file, sha256 } = await read(path, within)
  onStage('matching')
  const { architecture, title, classes, inputSize } = requireKnown(identifyWeights(file), fileName)
  // Without a head of its own any number of classes will do.
  const network = networkOf(architecture, { shape: [anySize, anySize, 3], classes: classes ?? 1 })
  const { values, report } = matchWeights(file, network, { fileName, networkTitle: title })
  onStage('writing')
  const bytes = write(copy, network, values)
  return {
    network: title,
    architecture,
    inputSize: inputSize?.[0] ?? null,
    classes: report.head === 'loaded' ? classes : null,
    parameters: [...values.values()].reduce((sum, { length }) => sum + length, 0),
    sha256,
    bytes,
    report: {
      format: file.format,
      kerasVersion: file.kerasVersion,
      matched: report.matched,
      total: report.total,
      notes: [...report.notes, ...unusedNote(report.unused)],
    },
  }
}

/** Any size: variables do not depend on it. */
const anySize = 64

async function read(path: string, within: string | undefined): Promise<{ file: WeightFile; sha256: string }> {
  try {
    const file = await readAny(path, within)
    return { file, sha256: hashWeightFile(path, file.format, within) }
  } catch (error) {
    if (!isFileError(error)) throw error
    throw fault('weight-file-unreadable', { path, reason: fileReason(error) }, error)
  }
}

function write(copy: string, network: Network, values: ReadonlyMap<string, Float32Array>): number {
  try {
    return writeWeights(copy, network, values)
  } catch (error) {
    throw asWriteFault(error, `the copy of the weights in ${dirname(copy)}`, 'import them again')
  }
}

function requireKnown(found: Identification | null, fileName: string): Identification {
  if (found) return found
  throw new AppError('invalid-input', `"${fileName}" is of no architecture that is known here. Nothing was loaded.`, {
    hint: 'adversarium catalog architectures lists them.',
  })
}

function unusedNote(layers: readonly string[]): string[] {
  if (layers.length === 0) return []
  const some = layers.slice(0, 5).map((layer) => `"${layer}"`)
  const more = layers.length > some.length ? ` and ${layers.length - some.length} more` : ''
  return [`Left out of the file: ${some.join(', ')}${more}.`]
}
