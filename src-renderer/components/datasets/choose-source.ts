import type { DialogKind } from '../../../src-main/contract/index.ts'

/** What a dialog can choose: no system has one for files and folders alike. */
export const sourceKinds = [
  { id: 'dataset-folder', title: 'Folder…', command: 'Import a folder…' },
  { id: 'dataset-file', title: 'Zip or IDX file…', command: 'Import a zip or IDX file…' },
] as const satisfies readonly { id: DialogKind; title: string; command: string }[]
