import type { FaultTable } from './entry.ts'

/** Files of a workspace that are missing or not what was written. */
export const fileFaults = {
  'checkpoint-unreadable': {
    code: 'invalid-input',
    when: 'A checkpoint is missing, cut off or changed',
    says: 'The checkpoint {path} cannot be read: {reason}.',
    next: 'Put the file back, fork the run from another of its checkpoints, or train again. Everything else of the run can be used.',
  },
  'checkpoint-of-another': {
    code: 'invalid-input',
    when: 'A checkpoint is of another network',
    says: 'The checkpoint {file} does not fit this run: {reason}.',
    next: 'Choose another checkpoint in {folder}.',
  },
  'weights-unreadable': {
    code: 'invalid-input',
    when: 'The copy of imported weights is missing, cut off or changed',
    says: 'The weights {path} cannot be read: {reason}.',
    next: 'Import "{title}" again.',
  },
  'weights-gone': {
    code: 'not-found',
    when: 'The copy of imported weights is gone when a run is launched',
    says: 'The workspace\'s copy of "{title}" is gone.',
    next: 'Import {source} again.',
  },
  'images-unusable': {
    code: 'invalid-input',
    when: 'The decoded images of a dataset are missing, cut off or changed',
    says: 'The decoded dataset in {folder} cannot be used: {reason}.',
    next: 'Launch or resume a run with it, which makes the images again from the original, or import the dataset again.',
  },
  'no-decoded-images': {
    code: 'not-found',
    when: 'The decoded images of a dataset are gone when their report is asked for',
    says: 'There is no decoded dataset in {folder}.',
    next: 'Import the dataset again.',
  },
  'images-not-shown': {
    code: 'not-found',
    when: 'A screen wants decoded images that are missing or cut off',
    says: 'The decoded images of "{title}" cannot be read: {reason}.',
    next: 'Launch or resume a run with it, which makes them again from the original, or import the dataset again.',
  },
  'images-cut-off': {
    code: 'invalid-input',
    when: 'Decoded images are cut off while a run reads them',
    says: 'A file of the dataset was cut off while in use.',
    next: 'Resume the run: the images are made again from the original.',
  },
  'corrupted-image-unreadable': {
    code: 'not-found',
    when: 'A file of an attached folder of corrupted images is missing or damaged',
    says: 'The corrupted image {path} cannot be read: {reason}.',
    next: 'Put the folder back, or attach it again: adversarium datasets attach-corrupted <folder> --to <dataset>.',
  },
  'corrupted-folder-gone': {
    code: 'not-found',
    when: 'An attached folder of corrupted images is gone when an evaluation is asked for',
    says: 'The corrupted images of "{title}" are gone from {path}.',
    next: 'Put the folder back, or attach it again: adversarium datasets attach-corrupted <folder> --to <dataset>.',
  },
  'no-original': {
    code: 'not-found',
    when: 'Decoded images are missing, and so is what they were made from',
    says: 'The decoded images of "{title}" are {state}, and they cannot be made again: {reason}.',
    next: 'Put the original back at {source}, or import the dataset again from elsewhere; then resume the run. What was recorded can still be looked at.',
  },
  'images-made-again': {
    code: 'storage',
    when: 'Decoded images were missing or changed and are made again',
    says: 'The decoded images of "{title}" were {state}: they were made again from {source}.',
    next: 'Nothing. The images are the same.',
  },
  'checkpoint-not-exported': {
    code: 'not-found',
    when: 'A checkpoint to export is missing',
    says: 'The checkpoint {path} cannot be read: {reason}.',
    next: 'Choose another checkpoint.',
  },
  'export-not-written': {
    code: 'not-found',
    when: 'The folder of an export cannot be written',
    says: 'The export {path} cannot be written: {reason}.',
    next: 'Choose another folder.',
  },
  'weight-file-unreadable': {
    code: 'not-found',
    when: 'A weight file to import cannot be read',
    says: 'The weight file {path} cannot be read: {reason}.',
    next: 'Check the disk that it lies on.',
  },
  'file-to-import-unreadable': {
    code: 'invalid-input',
    when: 'A file to import cannot be read',
    says: '"{path}" {reason}. Nothing was imported.',
    next: 'Download or copy it again.',
  },
  'folder-to-import-unreadable': {
    code: 'invalid-input',
    when: 'A folder to import may not be read',
    says: 'The folder {folder} cannot be read: {reason}.',
    next: 'Allow reading it, or copy it elsewhere.',
  },
  'download-not-written': {
    code: 'storage',
    when: 'A download cannot be written',
    says: '{path} cannot be written: {reason}. What was downloaded stays.',
    next: 'Free some space on the disk, and fetch it again: it goes on from there. {instead}',
  },
  'download-broken': {
    code: 'not-found',
    when: 'A download breaks off',
    says: 'The connection to {host} broke after {done} MB.',
    next: 'Fetch it again: it goes on from there. {instead}',
  },
  'download-changed': {
    code: 'invalid-input',
    when: 'What was downloaded is not what was published',
    says: 'The file of {url} must have {algorithm} {expected}: got {got}. It was deleted.',
    next: 'Fetch it again; where that does not help, what lies between here and the server changes it.',
  },
  'download-unreachable': {
    code: 'not-found',
    when: 'There is no network for a download',
    says: '{host} cannot be reached ({reason}): without a network nothing can be fetched.',
    next: '{instead}',
  },
  'nothing-there': {
    code: 'not-found',
    when: 'A dataset or file to import has vanished',
    says: 'There is nothing at {path}.',
    next: 'Check the path.',
  },
} as const satisfies FaultTable
