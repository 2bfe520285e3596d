import type { Checkpoint, Run } from '../../../src-main/contract/index.ts'

/** What the address of a screen names; null where it leaves the choice to the screen. */
interface Asked {
  readonly run: string | null
  readonly checkpoint: string | null
}

interface Shown {
  readonly run: Pick<Run, 'id' | 'name'> | undefined
  readonly checkpoint: Pick<Checkpoint, 'id' | 'kind' | 'epoch'>
}

/** That the run or checkpoint of an address is gone, and which one explains in its place; null where it is there. */
export function explainedInstead(asked: Asked, { run, checkpoint }: Shown): string | null {
  const shown = `${checkpoint.kind} @${checkpoint.epoch} of "${run?.name ?? ''}" explains in its place.`
  if (asked.run !== null && asked.run !== run?.id) {
    return `The run of this address is not there any more, or keeps no checkpoint: ${shown}`
  }
  if (asked.checkpoint !== null && asked.checkpoint !== String(checkpoint.id)) {
    return `The checkpoint of this address is not kept any more: ${shown}`
  }
  return null
}
