/** What became of every image in an evaluation, one byte an image, by its number. */
export type Outcomes = Uint8Array

/** The bytes. Stored with transfers: they stay as they are. */
export const unseen = 0
export const wrong = 1
export const right = 2
