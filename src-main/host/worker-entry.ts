import { workerEntry } from '../files/worker-entry.ts'

/** The file of one of the host's threads, by the path of its source below this folder, whoever of the host asks. */
export const hostWorkerEntry = (source: string): string => workerEntry(__dirname, source)
