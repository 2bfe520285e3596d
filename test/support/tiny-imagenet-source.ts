import { jpeg, writeFiles } from './images.ts'

export const wnids = ['n02233338', 'n02236044', 'n02823428'] as const

/**
 * Tiny ImageNet's layout without words: three classes of 16-pixel pictures, twelve for training and four for validation
 * each, each object in the upper left quarter. The last validation image of a class has no box.
 */
export async function writeTinyImagenet(folder: string): Promise<string> {
  const files: Record<string, Uint8Array | string> = { 'wnids.txt': wnids.join('\n') }
  const annotations: string[] = []
  for (const [label, wnid] of wnids.entries()) {
    const boxes: string[] = []
    for (let i = 0; i < 12; i++) {
      files[`train/${wnid}/images/${wnid}_${i}.JPEG`] = await jpeg(label * 100 + i, 16)
      boxes.push(`${wnid}_${i}.JPEG\t0\t0\t7\t7`)
    }
    files[`train/${wnid}/${wnid}_boxes.txt`] = boxes.join('\n')
    for (let i = 0; i < 4; i++) {
      const name = `val_${label * 4 + i}.JPEG`
      files[`val/images/${name}`] = await jpeg(label * 100 + 50 + i, 16)
      annotations.push(`${name}\t${wnid}${i === 3 ? '' : '\t0\t0\t7\t7'}`)
    }
  }
  return writeFiles(folder, { ...files, 'val/val_annotations.txt': annotations.join('\n') })
}
