import { AppError } from '../../contract/wire.ts'

/** A file that cannot be taken: `what` continues the sentence after its name; nothing of it is used. */
export function refuse(file: string, what: string, hint?: string, cause?: unknown): AppError {
  return new AppError('invalid-input', `"${file}" ${what}. Nothing was loaded.`, { hint, cause })
}

/** Limits against files that are made to exhaust memory or time; real networks stay far below. */
export const limits = {
  fileBytes: 4 * 2 ** 30,
  /** Of all variables together: twice NASNetLarge with an optimizer's two slots. */
  totalBytes: 2 * 2 ** 30,
  /** Floats hardly get smaller, and Keras packs none: so many times a file's size, and a little, is its most. */
  expansion: 20,
  slackBytes: 64 * 2 ** 20,
  jsonBytes: 64 * 2 ** 20,
  attributeBytes: 64 * 2 ** 20,
  /** Strings of one attribute, objects of one file. */
  names: 100_000,
  /** Files of one group of a TensorFlow.js model, all open at once. */
  shards: 512,
  /** Groups within groups. */
  depth: 24,
  rank: 8,
} as const
