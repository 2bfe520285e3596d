import { png, writeFiles } from './images.ts'

/** A folder of cats and dogs, so many images a class. */
export async function writeAnimals(root: string, perClass = 3): Promise<string> {
  for (let i = 0; i < perClass; i++) {
    writeFiles(root, { [`cat/${i}.png`]: await png(i), [`dog/${i}.png`]: await png(100 + i) })
  }
  return root
}
