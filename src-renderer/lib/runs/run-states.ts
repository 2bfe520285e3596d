import type { RunState } from '../../../src-main/contract/index.ts'

export type Tone = 'good' | 'bad' | 'amber' | 'info' | 'neutral'

/** The colour of each state's mark; its shape tells the states of one colour apart. */
export const stateTones: Readonly<Record<RunState, Tone>> = {
  queued: 'neutral',
  preparing: 'info',
  running: 'info',
  paused: 'neutral',
  done: 'good',
  cancelled: 'neutral',
  failed: 'bad',
  crashed: 'bad',
  interrupted: 'amber',
}
