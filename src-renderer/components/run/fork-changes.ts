import type { Catalog, Param, Run } from '../../../src-main/contract/index.ts'
import { fieldsOf } from '../../lib/config/fields.ts'
import { completeMethods } from '../../lib/config/methods.ts'
import { fieldOf, isSame, valueAt, type Settings } from '../../lib/config/paths.ts'

export interface ForkField {
  readonly path: string
  readonly title: string
  readonly param: Param
}

/** Settings of a fork as its form edits them: those of the run, with every parameter that was left out. */
export const forkSettings = (run: Run, catalog: Catalog): Settings => completeMethods(run.config, catalog)

/** What of the training can be changed when it goes on: all numbers, choices and switches of these sections. */
export function forkFields(settings: Settings, catalog: Catalog): ForkField[] {
  const offered = fieldsOf(settings, catalog).flatMap(({ path, section, title, control }) => {
    const isPlain = control.kind === 'number' || control.kind === 'choice' || control.kind === 'toggle'
    const isOffered = section === 'training' || section === 'adversarial'
    return isPlain && isOffered ? [{ path, title, param: control }] : []
  })
  // A fork is mostly made to go on for longer.
  return offered.toSorted((a, b) => Number(b.path === 'epochs') - Number(a.path === 'epochs'))
}

/** The changed top-level fields, whole, as the host takes them. */
export function forkChanges(before: Settings, after: Settings): Record<string, unknown> {
  const changed = Object.keys(after).filter((name) => !isSame(before[name], after[name]))
  return Object.fromEntries(changed.map((name) => [fieldOf(name), valueAt(after, name)]))
}
