import { describe, expect, it } from 'vitest'
import type { JobEvent } from '../../src-main/engine/protocol.ts'
import type { HostContext } from '../../src-main/host/context.ts'
import { createJournal } from '../../src-main/host/journal.ts'
import { createRecorder } from '../../src-main/host/record-events.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import type { StoredJob } from '../../src-main/store/jobs.ts'
import { openStore } from '../../src-main/store/store.ts'
import { insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const job: StoredJob = {
  id: 1,
  lane: 'training',
  kind: 'train',
  run: 'a',
  evaluation: null,
  state: 'running',
  priority: 0,
}
const unfreezing = (step: number, message: string): JobEvent => ({
  ...{ kind: 'happened', what: 'unfreezing', step, message },
  blocks: [{ name: 'head', parameters: 10, isTrained: true }],
})

describe('events of a run that goes on', () => {
  it('lose what happened after its checkpoint, which is trained again, and keep the rest once', () => {
    const workspace = workspaceAt(temporaryFolder())
    const store = openStore(workspace.database)
    insertRun(store, 'a')
    const emit = (): void => undefined
    const context = {
      workspace,
      store,
      journal: createJournal(store, emit),
      emit,
      now: () => 1,
    } as unknown as HostContext
    const record = createRecorder(context, job)
    record([
      unfreezing(0, 'opening'),
      unfreezing(10, 'kept'),
      { kind: 'happened', what: 'rate-drop', step: 20, message: '' },
    ])
    record([unfreezing(20, 'lost'), { kind: 'happened', what: 'catastrophic-overfitting', step: 20, message: 'lost' }])
    record([
      { kind: 'happened', what: 'resume', step: 10, message: '' },
      unfreezing(10, 'kept again'),
      { kind: 'happened', what: 'rate-drop', step: 20, message: 'again' },
      { kind: 'happened', what: 'catastrophic-overfitting', step: 20, message: 'again' },
      { kind: 'happened', what: 'catastrophic-overfitting', step: 20, message: 'twice' },
      unfreezing(30, 'new'),
    ])
    const told = store.events.ofRun('a').map(({ kind, message, step }) => [kind, step, message])
    expect(told).toEqual([
      ['unfreezing', 0, 'opening'],
      ['unfreezing', 10, 'kept'],
      ['resume', 10, ''],
      ['rate-drop', 20, 'again'],
      ['catastrophic-overfitting', 20, 'again'],
      ['unfreezing', 30, 'new'],
    ])
    store.close()
  })
})
