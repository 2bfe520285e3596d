import { statSync } from 'node:fs'

/** A run that restores its best weights writes its last checkpoint anew, under the same name. */
export const fileVersion = (file: string): string => `${file} ${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`
