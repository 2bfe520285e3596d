import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseWordnet, type Wordnet } from '../core/wordnet/wordnet.ts'
import type { HostContext } from './context.ts'

const read = new Map<string, Wordnet>()

/** The part of WordNet that comes with the program, read when it is first asked for. */
export function readWordnet({ programFolder }: Pick<HostContext, 'programFolder'>): Wordnet {
  const known = read.get(programFolder)
  if (known) return known
  const wordnet = parseWordnet(readFileSync(join(programFolder, 'resources', 'wordnet', 'nouns.tsv'), 'utf8'))
  read.set(programFolder, wordnet)
  return wordnet
}
