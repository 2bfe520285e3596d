import { join } from 'node:path'
import type { RunConfig } from '../../contract/index.ts'
import { abilitiesOf, requirePrecision } from '../../engine/abilities.ts'
import type { HostContext } from '../context.ts'

/** Throws `invalid-input` where the device that will compute the run has not its precision. */
export function checkPrecision(
  { programFolder }: Pick<HostContext, 'programFolder'>,
  { precision, backend }: Pick<RunConfig, 'precision' | 'backend'>,
): void {
  requirePrecision(precision, abilitiesOf(join(programFolder, 'out', 'native'), backend))
}
