import type { FaultTable } from './entry.ts'

/** The folder of a workspace, the disk under it, and who works there. */
export const workspaceFaults = {
  'workspace-not-writable': {
    code: 'storage',
    when: 'The workspace is read-only',
    says: 'The workspace {folder} cannot be written: {reason}.',
    next: 'Give yourself the permission to write there, mount it writable, or choose another folder with --workspace <folder>.',
  },
  'workspace-taken': {
    code: 'conflict',
    when: 'A second host is started on a workspace',
    says: 'Another program{process} works on the workspace {folder}.',
    next: 'Use that one, end it first, or choose another workspace with --workspace <folder>.',
  },
  'workspace-not-lockable': {
    code: 'storage',
    when: 'The file system of the workspace cannot lock files',
    says: 'Files in the workspace {folder} cannot be locked: {reason}. Without locks two programs could write into it at once.',
    next: 'Choose a folder on a disk of this machine with --workspace <folder>, or mount the network file system with locks.',
  },
  'workspace-on-network': {
    code: 'storage',
    when: 'The workspace lies on a network file system with locks',
    says: 'The workspace {folder} lies on a network file system ({type}).',
    next: 'It works as long as one machine at a time uses it. A folder on a disk of this machine is faster and safer.',
  },
  'disk-full': {
    code: 'storage',
    when: 'The disk is full while a file is written',
    says: 'The disk is full: {what} could not be written.',
    next: 'Free some space on the disk, then {again}.',
  },
  'file-not-written': {
    code: 'storage',
    when: 'A file cannot be written',
    says: '{what} could not be written: {reason}.',
    next: 'Check the disk and the permissions of the folder, then {again}.',
  },
  'file-failed': {
    code: 'storage',
    when: 'The file system fails',
    says: '{path} cannot be used: {reason}.',
    next: 'Check the disk and the permissions of the folder, then try again.',
  },
  'checkpoints-do-not-fit': {
    code: 'conflict',
    when: 'Checkpoints will not fit on the disk',
    says: 'The checkpoints need up to {needed}, but {free} are free in {folder}.',
    next: 'Empty the trash, free some space on the disk, or choose another workspace.',
  },
  'images-do-not-fit': {
    code: 'invalid-input',
    when: 'A dataset will not fit on the disk',
    says: 'The decoded images need {needed}, {free} are free in {folder}.',
    next: 'Free some space, give a smaller image size, or choose another workspace.',
  },
  'download-does-not-fit': {
    code: 'conflict',
    when: 'A download will not fit on the disk',
    says: '{name} needs {needed}, {free} are free in {folder}.',
    next: 'Free some space. {instead}',
  },
} as const satisfies FaultTable
